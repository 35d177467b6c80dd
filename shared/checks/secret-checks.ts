import { HOW_TO_MAKE_AN_ACCESS_CODE, isStrongAccessCode } from '../contract/access-code.ts';
import type { Check } from '../contract/check.ts';
import { signingKeyIn, verificationKeysIn } from '../contract/run-token-keys.ts';
import { failed, ok, warning } from './finding.ts';

/** Secrets that no service can judge: only whether they are there, and long enough. */

const WEBHOOK_SECRET_LENGTH = 16;

/** A secret without which a service cannot be asked. */
export function missingCheck(
  code: 'app_missing' | 'linear_key_missing' | 'jira_token_missing',
  { what, page, store }: { what: string; page: string; store: string },
): Check {
  return failed(code, { evidence: `There is no ${what}.`, remedy: `Make one at ${page}, ${store}.` });
}

export function accessCodeChecks(code: string | undefined, store: string): Check[] {
  if (code !== undefined && isStrongAccessCode(code)) return [ok('access_code_strong', 'It has at least 128 bits.')];
  const evidence =
    code === undefined
      ? 'There is none, so that nobody can open the admin UI.'
      : 'It has less than 128 bits, and opens nothing.';
  const remedy = `Let it be made anew (\`${HOW_TO_MAKE_AN_ACCESS_CODE}\` makes one), ${store}.`;
  return [failed(code === undefined ? 'access_code_missing' : 'access_code_weak', { evidence, remedy })];
}

/** Whether what dispatch-run signs is verified by the others: the private key's public half must be among the public keys. */
export function tokenKeyChecks(
  { tokenPrivateKey, tokenPublicKeys }: { tokenPrivateKey?: string | undefined; tokenPublicKeys?: string | undefined },
  store: string,
): Check[] {
  const signing = signingKeyIn(tokenPrivateKey);
  const remedy = `Let them be made, ${store}.`;
  if (tokenPrivateKey === undefined) {
    const evidence = 'There is no private key, so that no run can be started.';
    return [failed('token_keys_missing', { evidence, remedy })];
  }
  if (signing === undefined) {
    return [failed('token_keys_unusable', { evidence: 'The private key is no Ed25519 key as JWK.', remedy })];
  }
  const known = verificationKeysIn(tokenPublicKeys);
  if (known.some(({ kid, x }) => kid === signing.kid && x === signing.x)) {
    return [ok('token_keys_fit', `The key that signs is among the ${known.length} that are verified with.`)];
  }
  const evidence = `The key that signs is none of the ${known.length} that are verified with, so that every call of a run is refused.`;
  return [failed('token_keys_unfit', { evidence, remedy })];
}

/** What earlier versions signed with: whoever reads it can sign for runs which these admitted, and nothing else. */
export function tokenSecretChecks(value: string | undefined): Check[] {
  if (value === undefined) return [];
  const evidence = 'Earlier versions signed with it, and runs that they started go on by it for two days at most.';
  const remedy = 'Two days after the upgrade: `npm run setup -- STAGE --rotate token-secret` drops it.';
  return [warning('token_secret_left', { evidence, remedy })];
}

/** `of`: whose webhook. One that a deployment can do without is a warning, since polls find what it would tell. */
export function webhookSecretChecks(
  secret: string | undefined,
  { of, isNeeded, store, page }: { of: string; isNeeded: boolean; store: string; page: string },
): Check[] {
  if (secret !== undefined && secret.length >= WEBHOOK_SECRET_LENGTH) {
    return [ok('webhook_secret_set', `Deliveries of ${of} are believed by it.`, of)];
  }
  if (secret !== undefined) {
    const evidence = `It has less than ${WEBHOOK_SECRET_LENGTH} characters, so that deliveries could be forged.`;
    return [failed('webhook_secret_weak', { evidence, remedy: `Make a longer one at ${page}, ${store}.`, of })];
  }
  const evidence = `There is none, so that no delivery of ${of} is taken${isNeeded ? '' : '; polls find everything within a minute'}.`;
  const found = { evidence, remedy: `Make the webhook, or read its secret, at ${page}, ${store}.`, of };
  return [isNeeded ? failed('webhook_secret_missing', found) : warning('webhook_secret_missing', found)];
}

/** Hosts that take messages by webhook. */
const CHAT_HOSTS = {
  Slack: /^hooks\.slack\.com$/,
  Teams: /(^|\.)(logic\.azure\.com|powerplatform\.com|powerautomate\.com|webhook\.office\.com)$/,
} as const;
export type ChatName = keyof typeof CHAT_HOSTS;

/** A webhook of a chat cannot be tried without posting; its address is a secret, and is not shown. */
export function chatChecks(address: string | undefined, { of, store }: { of: ChatName; store: string }): Check[] {
  if (address === undefined) return [ok('chat_off', `${of} is told of nothing: there is no address.`, of)];
  const url = URL.parse(address);
  const isLoopback = url?.hostname === '127.0.0.1';
  if (url !== null && (isLoopback || (url.protocol === 'https:' && CHAT_HOSTS[of].test(url.hostname)))) {
    return [ok('chat_set', `${of} is told at ${url.hostname}.`, of)];
  }
  const evidence = `Its address is none of ${of}'s.`;
  const remedy = `docs/notifications.md says where ${of} makes one; ${store}.`;
  return [failed('chat_address_wrong', { evidence, remedy, of })];
}
