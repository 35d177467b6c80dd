import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { ROTATABLE, rotate } from '../../../local/commands/deployed/setup/rotate.ts';
import { tokenKeyChecks } from '../../../shared/checks/secret-checks.ts';
import { signingKeyIn, verificationKeysIn } from '../../../shared/contract/run-token-keys.ts';
import { aSetupWorld, GOOD, type SetupWorld } from './a-setup-world.ts';

let world: SetupWorld;
afterEach(() => world.stop());

const MINUTE = 61_000;

test("the secret of GitHub's webhook is accepted beside the old one a minute before GitHub signs with it", async () => {
  world = await aSetupWorld();
  const { wait } = world;
  const moments: unknown[] = [];
  const signed = () => world.github.simulator.hook.deliveries();
  const waiting = {
    ...world,
    async wait(ms: number) {
      moments.push({ ...world.stored });
      await wait(ms);
    },
  };

  expect(await rotate(waiting, 'github-webhook-secret')).toBe(true);
  const { githubWebhookSecret: fresh } = world.stored;
  expect(fresh).not.toBe(GOOD.githubWebhookSecret);
  const both = { githubWebhookSecret: fresh, previousGithubWebhookSecret: GOOD.githubWebhookSecret };
  expect(moments).toMatchObject([both, both]);
  expect(world.waited).toEqual([MINUTE, MINUTE]);
  expect(world.writes).toEqual(['previousGithubWebhookSecret', 'githubWebhookSecret', '-previousGithubWebhookSecret']);
  expect(signed()).toEqual([]);
});

test('a change that GitHub did not take is gone on with, and no secret that it may use is dropped', async () => {
  world = await aSetupWorld();
  world.github.simulator.faults.add({
    operation: 'apps/update-webhook-config-for-app',
    kind: 'status',
    status: 503,
    times: 1,
  });

  expect(await rotate(world, 'github-webhook-secret')).toBe(false);
  const { githubWebhookSecret: fresh } = world.stored;
  expect(world.stored.previousGithubWebhookSecret).toBe(GOOD.githubWebhookSecret);
  expect(await rotate(world, 'github-webhook-secret')).toBe(true);
  expect(world.stored).toMatchObject({ githubWebhookSecret: fresh });
  expect(world.stored.previousGithubWebhookSecret).toBeUndefined();
});

test.each([
  ['linear-webhook-secret', 'linearWebhookSecret', 'previousLinearWebhookSecret'],
  ['jira-webhook-secret', 'jiraWebhookSecret', 'previousJiraWebhookSecret'],
] as const)(
  '%s: both are accepted until whoever sits there says that the new one is in use',
  async (named, name, previous) => {
    world = await aSetupWorld();
    const fresh = 'canary-of-a-fresh-webhook-secret';
    world.type({ 'New secret': fresh });

    expect(await rotate(world, named)).toBe(false);
    expect(world.stored).toMatchObject({ [name]: fresh, [previous]: GOOD[name] });
    world.type({ 'Is it saved': 'y' });
    expect(await rotate(world, named)).toBe(true);
    expect(world.stored).toMatchObject({ [name]: fresh });
    expect(world.stored[previous]).toBeUndefined();
    expect(world.shown.join('\n')).not.toContain('canary');
  },
);

test('a public key is known to all before its private one signs, and the one before stays as long as its tokens may live', async () => {
  world = await aSetupWorld();
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-05T09:00:00.000Z') });
  onTestFinished(() => void vi.useRealTimers());
  const signing = () => signingKeyIn(world.stored.tokenPrivateKey)?.kid;
  const known = () => verificationKeysIn(world.stored.tokenPublicKeys);
  const old = signing();
  const beside: unknown[] = [];
  const waiting = { ...world, wait: async () => void beside.push([signing(), known().map(({ kid }) => kid)]) };

  expect(await rotate(waiting, 'token-private-key')).toBe(true);
  const second = signing();
  expect(second).not.toBe(old);
  expect(beside).toEqual([[old, [second, old]]]);
  expect(known()).toMatchObject([{ kid: second }, { kid: old, retiredAt: '2026-01-05T09:00:00.000Z' }]);
  expect(await rotate(waiting, 'token-private-key')).toBe(true);
  const third = signing();
  expect(known().map(({ kid }) => kid)).toEqual([third, second, old]);
  vi.setSystemTime('2026-01-07T09:00:01.000Z');
  expect(await rotate(waiting, 'token-private-key')).toBe(true);
  expect(known().map(({ kid }) => kid)).toEqual([signing(), third]);
});

test('a change of the key that was cut off at any write leaves a pair that fits, and is begun anew', async () => {
  for (const writes of [0, 1, 2]) {
    world = await aSetupWorld();
    const { vault } = world;
    const old = signingKeyIn(world.stored.tokenPrivateKey)?.kid;
    let left = writes;
    const write: typeof vault.write = async (name, value) => {
      if (left === 0) throw new Error('cut off');
      left -= 1;
      await vault.write(name, value);
    };
    await expect(rotate({ ...world, vault: { ...vault, write } }, 'token-private-key')).rejects.toThrow('cut off');

    expect(tokenKeyChecks(world.stored, '')).toMatchObject([{ code: 'token_keys_fit' }]);
    expect(verificationKeysIn(world.stored.tokenPublicKeys).map(({ kid }) => kid)).toContain(old);
    expect(await rotate(world, 'token-private-key')).toBe(true);
    expect(verificationKeysIn(world.stored.tokenPublicKeys).map(({ kid }) => kid)).toContain(old);
    if (writes < 2) await world.stop();
  }
});

test.each([
  ['linear-api-key', 'linearApiKey', 'The new one', 'lin_api_canary'],
  ['jira-token', 'jiraToken', 'The new one', 'canary'],
] as const)('%s is replaced only by one that its service takes', async (named, name, question, wrong) => {
  world = await aSetupWorld({ ...GOOD, [name]: 'lapsed' });
  world.type({ [question]: wrong });

  expect(await rotate(world, named)).toBe(false);
  expect(world.stored[name]).toBe('lapsed');
  world.type({ [question]: GOOD[name] ?? '' });
  expect(await rotate(world, named)).toBe(true);
  expect(world.stored[name]).toBe(GOOD[name]);
  expect(world.shown.join('\n')).not.toContain('canary');
});

test.each([
  ['slack-webhook-url', 'slackWebhookUrl', 'https://hooks.slack.com/services/T1/B1/x'],
  ['teams-webhook-url', 'teamsWebhookUrl', 'https://other.webhook.office.com/x'],
] as const)('%s is replaced by an address of that chat alone', async (named, name, address) => {
  world = await aSetupWorld();
  world.type({ 'The new one': 'https://canary.test/x' });

  expect(await rotate(world, named)).toBe(false);
  world.type({ 'The new one': address });
  expect(await rotate(world, named)).toBe(true);
  expect(world.stored[name]).toBe(address);
  expect(world.shown.join('\n')).not.toContain('canary');
});

test.each([
  ['app.pem', true],
  ['missing.pem', false],
  ['', false],
])('a private key of the App comes from a file (%o)', async (path, isDone) => {
  world = await aSetupWorld();
  world.type({ 'new .pem': path });

  expect(await rotate(world, 'github-private-key')).toBe(isDone);
  expect(world.writes).toEqual(isDone ? ['githubPrivateKey'] : []);
});

test('an access code is made anew, and is not shown', async () => {
  world = await aSetupWorld();

  expect(await rotate(world, 'access-code')).toBe(true);
  expect(world.stored.accessCode).not.toBe(GOOD.accessCode);
  expect(world.shown.join('\n')).not.toContain(world.stored.accessCode);
});

test('what cannot be changed so is none of the names', async () => {
  world = await aSetupWorld();

  expect(ROTATABLE).not.toContain('github-app-id');
  await expect(rotate(world, 'github-app-id')).rejects.toThrow(RangeError);
});
