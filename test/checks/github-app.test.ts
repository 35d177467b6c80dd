import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { seeApp, setHook } from '../../shared/adapters/github/see-app.ts';
import { appChecks } from '../../shared/checks/vendor-checks.ts';
import type { Check } from '../../shared/contract/check.ts';
import { DEFAULT_GRANTS } from '../../simulators/github/repositories.ts';
import { APP, aGitHubSimulator, type GitHubForTests } from '../../simulators/test/a-github-simulator.ts';

const store = 'then run `npm run setup -- prod`';
/** What is not as it should be, in the order found. */
const wrong = (checks: readonly Check[]) => checks.filter(({ verdict }) => verdict !== 'ok');
const byCode = (checks: readonly Check[]) => Object.fromEntries(checks.map((check) => [check.code, check]));

let github: GitHubForTests;
const webhookUrl = 'https://api.test/github/webhook';
beforeEach(async () => {
  github = await aGitHubSimulator({ webhookSecret: 'a-secret-of-the-webhook' });
  github.simulator.hook.pointTo(webhookUrl);
  return () => github.close();
});

async function looked(key: Partial<{ appId: string; privateKey: string }> = {}): Promise<Check[]> {
  const { appId, privateKey } = APP;
  const credentials = { apiUrl: github.simulator.url, key: async () => ({ appId, privateKey, ...key }) };
  return appChecks(await seeApp(credentials, github.clock.now), { store, webhookUrl });
}

test('the GitHub App that is as it should be has nothing to mend', async () => {
  const checks = await looked();

  expect(wrong(checks)).toEqual([]);
  expect(byCode(checks)).toMatchObject({
    app_signs_in: { evidence: 'GitHub knows the App ai-implement (1234) of acme; it acts as ai-implement[bot].' },
    hook_right: { name: 'Webhook of the GitHub App' },
  });
});

const another = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs1',
  format: 'pem',
});
test.each([
  ['of another App', { appId: '99' }, 'app_key_refused', /compare "App ID".*npm run setup -- prod/],
  ['with a key that was deleted', { privateKey: String(another) }, 'app_key_refused', /"Private keys"/],
  ['whose key was cut', { privateKey: APP.privateKey.slice(0, 300) }, 'app_key_unusable', /"Generate a private key"/],
  ['without a key', { privateKey: '' }, 'app_key_unusable', /github\.com\/settings\/apps/],
])('the GitHub App %s cannot sign in', async (_, key, code, remedy) => {
  expect(await looked(key)).toMatchObject([{ code, verdict: 'failed', remedy: expect.stringMatching(remedy) }]);
});

test('the GitHub App of too little permission says which, and the page', async () => {
  const { contents: _, ...permissions } = DEFAULT_GRANTS;
  github.simulator.people.changeApp({ permissions });

  expect(wrong(await looked())).toMatchObject([
    {
      ...{ code: 'app_lacks', verdict: 'failed', evidence: expect.stringContaining('Contents: read and write') },
      remedy: expect.stringMatching(/github\.com\/settings\/apps\/ai-implement\/permissions/),
    },
  ]);
});

test.each<[string, (people: GitHubForTests['simulator']['people']) => void, string, RegExp]>([
  ['removed', (people) => people.removeApp('acme'), 'app_not_installed', /apps\/ai-implement\/installations\/new/],
  ['suspended', (people) => people.suspendApp('acme'), 'app_suspended', /settings\/installations/],
])('the GitHub App that its owner %s has a page where that is undone', async (_, move, code, remedy) => {
  move(github.simulator.people);

  expect(wrong(await looked())).toMatchObject([{ code, remedy: expect.stringMatching(remedy) }]);
});

test('the GitHub App whose webhook leads elsewhere, or signs with nothing, is told both addresses', async () => {
  github.simulator.hook.pointTo('https://old.test/hook');

  expect(wrong(await looked())).toMatchObject([
    {
      code: 'hook_wrong',
      evidence: expect.stringContaining('leads to https://old.test/hook, not to https://api.test'),
    },
  ]);
});

test('the GitHub App sets address and secret of its webhook itself, at GitHub alone', async () => {
  const { appId, privateKey } = APP;
  const credentials = { apiUrl: github.simulator.url, key: async () => ({ appId, privateKey }) };
  github.simulator.hook.pointTo('https://old.test/hook');

  expect(await setHook(credentials, { url: webhookUrl, secret: 'another' })).toBeUndefined();
  expect(wrong(await looked())).toEqual([]);
  expect(await setHook({ ...credentials, key: async () => ({ appId, privateKey: '' }) }, {})).toMatch(/private key/);
  github.simulator.faults.add({ operation: '*', kind: 'status', status: 503 });
  expect(await setHook(credentials, { secret: 'another' })).toMatch(/fault/);
});

test.each(['status', 'timeout', 'rate_limited'] as const)(
  'is not judged while GitHub has a fault (%s)',
  async (kind) => {
    github.simulator.faults.add({ operation: '*', kind, ...(kind === 'status' && { status: 503 }) });
    const credentials = { apiUrl: github.simulator.url, timeoutMs: 300, key: async () => APP };

    expect(appChecks(await seeApp(credentials), { store })).toMatchObject([
      { code: 'app_unanswered', verdict: 'not_tried' },
    ]);
  },
);
