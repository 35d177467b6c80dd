import { afterEach, expect, test } from 'vitest';
import { rotate } from '../../../local/commands/deployed/setup/rotate.ts';
import { checkOnly, setUp } from '../../../local/commands/deployed/setup/set-up.ts';
import type { SecretValues } from '../../../local/commands/deployed/target.ts';
import { drawnTokenKeys } from '../../../local/world/home/token-keys.ts';
import { signingKeyIn, verificationKeysIn } from '../../../shared/contract/run-token-keys.ts';
import { DEFAULT_GRANTS } from '../../../simulators/github/repositories.ts';
import { type Answers, aSetupWorld, GOOD, type SetupWorld } from './a-setup-world.ts';

let world: SetupWorld;
afterEach(() => world.stop());

const without = (...names: (keyof SecretValues)[]) =>
  Object.fromEntries(Object.entries(GOOD).filter(([name]) => !names.some((one) => one === name))) as SecretValues;

/** No secret is shown, whatever is asked, told or refused. */
function expectNoSecretShown(): void {
  const shown = world.shown.join('\n');
  const secrets = [...Object.entries(GOOD), ...Object.entries(world.stored)]
    .filter(([name]) => name !== 'githubAppId' && name !== 'jiraEmail')
    .map(([, value]) => value ?? '');
  expect(shown.length).toBeGreaterThan(100);
  expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
}

test('what is there and good is kept, and nothing is asked', async () => {
  world = await aSetupWorld();

  expect(await setUp(world)).toBe(true);
  expect(world.writes).toEqual([]);
  expect(world.shown.at(-1)).toBe(
    '16 in order, 0 to be mended, 0 failed, 0 not tried. To try all again and be asked nothing: npm run setup -- prod --check',
  );
  expectNoSecretShown();
});

test('an empty deployment gets everything: asked, made, tried and only then stored', async () => {
  world = await aSetupWorld({});
  world.type({
    'make, enter or skip': 'enter',
    'App ID': GOOD.githubAppId ?? '',
    'Path of the .pem': 'app.pem',
    "set the App's webhook": 'y',
    'API key of Linear': GOOD.linearApiKey ?? '',
    'Signing secret': GOOD.linearWebhookSecret ?? '',
    'E-mail of that account': GOOD.jiraEmail ?? '',
    'Token (Enter': GOOD.jiraToken ?? '',
    'Secret of that webhook, such as `openssl rand': GOOD.jiraWebhookSecret ?? '',
    'webhook of Slack': GOOD.slackWebhookUrl ?? '',
  });

  expect(await setUp(world)).toBe(true);
  const { tokenPrivateKey, tokenPublicKeys, accessCode, githubWebhookSecret, ...others } = world.stored;
  const { teamsWebhookUrl: _, ...asked } = others;
  expect({ ...asked, teamsWebhookUrl: GOOD.teamsWebhookUrl }).toEqual(
    without('tokenPrivateKey', 'tokenPublicKeys', 'accessCode', 'githubWebhookSecret'),
  );
  expect(new Set([tokenPrivateKey, tokenPublicKeys, accessCode, githubWebhookSecret]).size).toBe(4);
  expect(world.shown.join('\n')).toMatch(/Contents +Read and write[\s\S]*Subscribe to +.*check_suite/);
  expectNoSecretShown();
  world.writes.length = 0;
  expect(await setUp(world)).toBe(true);
  expect(world.writes).toEqual([]);
});

const PAIR = ['tokenPublicKeys', 'tokenPrivateKey'] as const satisfies (keyof SecretValues)[];
const { tokenPrivateKey: _, ...PUBLIC_OF_ANOTHER } = drawnTokenKeys();

type Case = [string, SecretValues, Answers, string, (world: SetupWorld) => void];
const nothing = () => {};
const WRONG: Case[] = [
  ['no App', without('githubAppId'), { 'make, enter or skip': 'skip' }, 'app_missing', nothing],
  ['a wrong App id', { ...GOOD, githubAppId: '9' }, {}, 'app_key_refused', nothing],
  ['a cut key', { ...GOOD, githubPrivateKey: 'canary-of-a-key' }, {}, 'app_key_unusable', nothing],
  ['a weak webhook secret', { ...GOOD, githubWebhookSecret: 'short-1' }, {}, 'webhook_secret_weak', nothing],
  ['no key of Linear', without('linearApiKey'), {}, 'linear_key_missing', nothing],
  ['a revoked key of Linear', { ...GOOD, linearApiKey: 'lin_api_canary' }, {}, 'linear_key_refused', nothing],
  ['no token of Jira', without('jiraToken'), {}, 'jira_token_missing', nothing],
  ['a wrong token of Jira', { ...GOOD, jiraToken: 'canary-token' }, {}, 'jira_token_refused', nothing],
  ['an expired token of Jira', GOOD, {}, 'jira_token_refused', ({ jira }) => jira.expireTokens()],
  [
    'a wrong address of Slack',
    { ...GOOD, slackWebhookUrl: 'https://canary.test/x' },
    {},
    'chat_address_wrong',
    nothing,
  ],
  [
    'too little permission',
    GOOD,
    {},
    'app_lacks',
    ({ github }) => {
      const { workflows: _, ...permissions } = DEFAULT_GRANTS;
      github.simulator.people.changeApp({ permissions });
    },
  ],
];

test.each(WRONG)('%s is told with what to do, by --check and by setup, and stays wrong unmended', async (...row) => {
  const [, stored, answers, code, change] = row;
  world = await aSetupWorld({ ...stored });
  change(world);
  world.type(answers);
  const said: string[] = [];

  expect(await checkOnly(world, (line) => said.push(line))).toBe(false);
  expect(world.writes).toEqual([]);
  const at = said.findIndex((line) => line.startsWith('FAILED') && line.includes(`(${code})`));
  expect(said[at + 1]).toMatch(/^ +-> .*(https?:\/\/|npm run setup|docs\/)/);
  expect(await setUp(world)).toBe(false);
  expect(world.shown.join('\n')).toContain(`(${code})`);
  world.shown.push(...said);
  expect(world.shown.join('\n')).not.toMatch(/canary/);
});

test.each<[string, SecretValues, string, (keyof SecretValues)[]]>([
  ['a pair that is missing', without('tokenPrivateKey', 'tokenPublicKeys'), 'token_keys_missing', PAIR],
  ['a private key without a public one', without('tokenPublicKeys'), 'token_keys_unfit', ['tokenPublicKeys']],
  ['a public key of another pair', { ...GOOD, ...PUBLIC_OF_ANOTHER }, 'token_keys_unfit', ['tokenPublicKeys']],
  ['a private key that is none', { ...GOOD, tokenPrivateKey: 'canary' }, 'token_keys_unusable', PAIR],
])('%s is told and mended, and what is verified stays so', async (_, stored, code, writes) => {
  world = await aSetupWorld({ ...stored });
  const said: string[] = [];
  expect(await checkOnly(world, (line) => said.push(line))).toBe(false);
  expect(said.join('\n')).toContain(`(${code})`);

  expect(await setUp(world)).toBe(true);
  expect(world.writes).toEqual(writes);
  const kids = (text: string | undefined) => verificationKeysIn(text).map(({ kid }) => kid);
  expect(kids(world.stored.tokenPublicKeys)).toEqual(
    expect.arrayContaining([signingKeyIn(world.stored.tokenPrivateKey)?.kid, ...kids(stored.tokenPublicKeys)]),
  );
  expectNoSecretShown();
});

test('the secret that earlier versions signed with stays until somebody says that their runs are over', async () => {
  world = await aSetupWorld({ ...GOOD, tokenSecret: 'a-secret-of-an-earlier-version-0123456789' });

  expect(await setUp(world)).toBe(true);
  expect(world.shown.join('\n')).toContain('(token_secret_left)');
  expect(await rotate(world, 'token-secret')).toBe(false);
  expect(world.stored.tokenSecret).toBeDefined();
  world.type({ 'two days ago': 'y' });
  expect(await rotate(world, 'token-secret')).toBe(true);
  expect(world.writes).toEqual(['-tokenSecret']);
});

test('what its service refuses is not stored, and may be typed again', async () => {
  world = await aSetupWorld(without('linearApiKey'));
  world.type({ 'API key of Linear (Enter': ['lin_api_canary', GOOD.linearApiKey ?? ''], 'Try again': 'y' });

  expect(await setUp(world)).toBe(true);
  expect(world.writes).toEqual(['linearApiKey']);
  expect(world.stored.linearApiKey).toBe(GOOD.linearApiKey);
  expect(world.shown.join('\n')).not.toContain('canary');
});

test.each([
  ['n', []],
  ['y', ['linearApiKey']],
])('what could not be tried is stored only if that is wanted (%s)', async (wish, writes) => {
  world = await aSetupWorld(without('linearApiKey'));
  world.linear.faults.add({ operation: '*', kind: 'status', status: 503 });
  world.type({ 'API key of Linear (Enter': GOOD.linearApiKey ?? '', 'all the same': wish });

  await setUp(world);
  expect(world.writes).toEqual(writes);
});

test.each([
  ['by our account', true, {}],
  [
    'by an administrator, whose token is not stored',
    false,
    { "Administrator's e-mail": 'bot@acme.test', "Administrator's token": 'y' },
  ],
])('fields that Jira lacks are made %s', async (_, isOurs, answers) => {
  world = await aSetupWorld();
  const state = world.jira.export();
  world.jira.import({ ...state, fields: [], isAdministrator: isOurs });
  world.type({ 'make them now': 'y', ...answers });

  expect(await setUp(world)).toBe(isOurs);
  expect(world.writes).toEqual([]);
  const names = world.jira.export().fields.map(({ name }) => name);
  expect(names).toEqual(isOurs ? ['AI-Implement Status', 'AI-Implement Repo'] : []);
  expect(world.shown.join('\n')).toContain(isOurs ? 'made AI-Implement Repo' : 'Nothing was made');
});

test("an App's webhook that leads elsewhere is set by setup, with its secret", async () => {
  world = await aSetupWorld();
  world.github.simulator.hook.pointTo('https://example.com/not-yet');
  world.type({ "set the App's webhook": 'y' });

  expect(await setUp(world)).toBe(true);
  expect(world.shown.join('\n')).toContain('webhook is not as it must be: it leads to https://example.com/not-yet');
  expect(world.shown.at(-1)).toContain('0 to be mended, 0 failed');
});
