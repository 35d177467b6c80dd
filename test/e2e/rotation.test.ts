import { afterAll, beforeAll, expect, test } from 'vitest';
import { rotate } from '../../local/commands/deployed/setup/rotate.ts';
import type { SecretValues } from '../../local/commands/deployed/target.ts';
import { PARAMETERS, type SecretName } from '../../shared/contract/env.ts';
import { NEVER_BY_ITSELF, runnerOf, sendAsRunner } from './hand-played-runner.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// Secrets are changed while a run works: nothing of it is refused, and no delivery is lost.

let system: QuietSystem;
beforeAll(async () => {
  system = await startQuietSystem({ runTimes: NEVER_BY_ITSELF });
});
afterAll(() => system.stop());

/** Setup's part, with the laptop's parameters for a vault and its clock for the time that passes. */
function deps() {
  const { secrets, laptop, github } = system;
  const stored: SecretValues = {
    ...{ tokenSecret: secrets.tokenSecret, githubWebhookSecret: secrets.githubWebhookSecret },
    ...{ githubAppId: secrets.githubAppId, githubPrivateKey: secrets.githubPrivateKey },
  };
  const unused = async () => '';
  return {
    stored,
    vault: {
      read: async () => ({ ...stored }),
      async write(name: SecretName, value: string) {
        stored[name] = value;
        system.putParameter(PARAMETERS[name], value);
      },
      async remove(name: SecretName) {
        delete stored[name];
        system.putParameter(PARAMETERS[name], '');
      },
    },
    target: {
      ...{ title: 'the laptop', store: '', linearApiUrl: '', jiraSiteUrl: '', jiraCloudId: '' },
      ...{ jiraTokenKind: 'api' as const, githubApiUrl: github.url, githubWebUrl: github.url, publicUrl: laptop.url },
    },
    terminal: { say: () => {}, ask: unused, askHidden: unused, confirm: async () => true },
    browse: async () => false,
    readFile: unused,
    wait: async (ms: number) => system.clock.advance(ms),
  };
}

test('the token secret changes under a run at work, which goes on; a new run has the new one', async () => {
  const before = await runnerOf(system, system.markNew('OPS', 'Sharpen the alarms'));
  await before.start();
  const progress = { type: 'heartbeat' };
  const beat = (token: string) =>
    sendAsRunner(system.laptop.url, { path: '/runner/progress', token, body: progress }).then(({ status }) => status);
  expect(await beat(before.progressToken)).toBe(200);
  const given = deps();
  const during: number[] = [];
  const wait = async (ms: number) => {
    during.push(await beat(before.progressToken));
    await given.wait(ms);
    during.push(await beat(before.progressToken));
  };

  expect(await rotate({ ...given, wait }, 'token-secret')).toBe(true);
  expect(during).toEqual([200, 200]);
  expect(await beat(before.progressToken)).toBe(200);
  const after = await runnerOf(system, system.markNew('OPS', 'Blunt the alarms'));
  expect(await beat(after.progressToken)).toBe(200);
  const key = await before.start();
  expect((await before.report(key, before.success)).status).toBe(200);
  const [, dropped] = given.stored.tokenSecret?.split(' ') ?? [];
  expect(dropped).toBe(system.secrets.tokenSecret);
});

test("the secret of GitHub's webhook changes, and every delivery is taken", async () => {
  const { github } = system;
  const tell = async () => {
    const before = github.hook.deliveries().length;
    github.people.suspendApp('acme');
    github.people.suspendApp('acme', false);
    await system.until(() => github.hook.deliveries().length >= before + 2);
  };
  const given = deps();
  await tell();
  const wait = async (ms: number) => {
    await tell();
    await given.wait(ms);
  };

  expect(await rotate({ ...given, wait }, 'github-webhook-secret')).toBe(true);
  await tell();
  const answered = github.hook.deliveries().map(({ statusCode }) => statusCode);
  expect(answered.length).toBeGreaterThanOrEqual(8);
  expect(answered.every((status) => status === 202)).toBe(true);
  expect(given.stored.githubWebhookSecret).not.toBe(system.secrets.githubWebhookSecret);
});
