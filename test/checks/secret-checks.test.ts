import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { drawnTokenKeys } from '../../local/world/home/token-keys.ts';
import {
  accessCodeChecks,
  chatChecks,
  tokenKeyChecks,
  tokenSecretChecks,
  webhookSecretChecks,
} from '../../shared/checks/secret-checks.ts';
import type { Check } from '../../shared/contract/check.ts';

const store = 'then run `npm run setup -- prod`';
const strong = () => randomBytes(32).toString('base64url');
const webhook = { of: 'GitHub', isNeeded: true, store, page: 'https://github.test/settings' };

test.each<[string, Check[], string, Check['verdict']]>([
  ['a drawn access code', accessCodeChecks(strong(), store), 'access_code_strong', 'ok'],
  ['a short access code', accessCodeChecks('hunter2', store), 'access_code_weak', 'failed'],
  ['no access code', accessCodeChecks(undefined, store), 'access_code_missing', 'failed'],
  ['a pair of token keys', tokenKeyChecks(drawnTokenKeys(), store), 'token_keys_fit', 'ok'],
  ['no token keys', tokenKeyChecks({}, store), 'token_keys_missing', 'failed'],
  [
    'no private key',
    tokenKeyChecks({ ...drawnTokenKeys(), tokenPrivateKey: undefined }, store),
    'token_keys_missing',
    'failed',
  ],
  [
    'a private key that is none',
    tokenKeyChecks({ ...drawnTokenKeys(), tokenPrivateKey: '{' }, store),
    'token_keys_unusable',
    'failed',
  ],
  [
    'halves of two pairs',
    tokenKeyChecks({ ...drawnTokenKeys(), tokenPrivateKey: drawnTokenKeys().tokenPrivateKey }, store),
    'token_keys_unfit',
    'failed',
  ],
  ['a webhook secret', webhookSecretChecks(strong(), webhook), 'webhook_secret_set', 'ok'],
  ['a short webhook secret', webhookSecretChecks('abc', webhook), 'webhook_secret_weak', 'failed'],
  ['none where it is needed', webhookSecretChecks(undefined, webhook), 'webhook_secret_missing', 'failed'],
  [
    'none where polls do',
    webhookSecretChecks(undefined, { ...webhook, isNeeded: false }),
    'webhook_secret_missing',
    'warning',
  ],
  ['no chat', chatChecks(undefined, { of: 'Slack', store }), 'chat_off', 'ok'],
  ['a chat', chatChecks('https://hooks.slack.com/services/T/B/x', { of: 'Slack', store }), 'chat_set', 'ok'],
  [
    'another host',
    chatChecks('https://hooks.slack.com.evil.test/x', { of: 'Slack', store }),
    'chat_address_wrong',
    'failed',
  ],
  ['no https', chatChecks('http://hooks.slack.com/x', { of: 'Slack', store }), 'chat_address_wrong', 'failed'],
  ['no address', chatChecks('secret', { of: 'Teams', store }), 'chat_address_wrong', 'failed'],
])('%s is judged without a service', (_, checks, code, verdict) => {
  expect(checks).toMatchObject([{ code, verdict }]);
  const isMended = verdict !== 'ok';
  expect(checks.filter(({ remedy }) => remedy?.includes('npm run setup -- prod') === true)).toHaveLength(
    isMended ? 1 : 0,
  );
});

test('no secret stands in what is said of it', () => {
  const secret = 'canary-canary';
  const all = [
    ...accessCodeChecks(secret, store),
    ...tokenKeyChecks({ tokenPrivateKey: secret, tokenPublicKeys: secret }, store),
    ...tokenSecretChecks(secret),
    ...webhookSecretChecks(secret, webhook),
    ...webhookSecretChecks(secret.slice(0, 8), webhook),
    ...chatChecks(`https://hooks.slack.com/${secret}`, { of: 'Slack', store }),
    ...chatChecks(secret, { of: 'Teams', store }),
  ];

  expect(all.length).toBe(7);
  expect(JSON.stringify(all)).not.toContain('canary');
});
