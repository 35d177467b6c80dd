import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { decodeProtectedHeader, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rotate } from '../../local/commands/deployed/setup/rotate.ts';
import type { SecretValues } from '../../local/commands/deployed/target.ts';
import { PARAMETERS, type SecretName } from '../../shared/contract/env.ts';
import { signingKeyIn } from '../../shared/contract/run-token-keys.ts';
import { HOUR_MS, MINUTE_MS } from '../../shared/domain/time.ts';
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
    ...{ ...secrets.tokenKeys, githubWebhookSecret: secrets.githubWebhookSecret },
    ...{ githubAppId: secrets.githubAppId, githubPrivateKey: secrets.githubPrivateKey },
  };
  const unused = async () => '';
  return {
    stage: 'prod',
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

test('the key that signs tokens changes under a run at work, which goes on; a new run has the new one', async () => {
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

  expect(await rotate({ ...given, wait }, 'token-private-key')).toBe(true);
  expect(during).toEqual([200, 200]);
  expect(await beat(before.progressToken)).toBe(200);
  // dispatch-run keeps what it read for five minutes.
  system.clock.advance(5 * MINUTE_MS);
  const after = await runnerOf(system, system.markNew('OPS', 'Blunt the alarms'));
  expect(await beat(after.progressToken)).toBe(200);
  const key = await before.start();
  expect((await before.report(key, before.success)).status).toBe(200);
  const signedBy = (token: string) => decodeProtectedHeader(token).kid;
  expect(signedBy(after.resultToken)).toBe(signingKeyIn(given.stored.tokenPrivateKey)?.kid);
  expect(signedBy(before.resultToken)).toBe(signingKeyIn(system.secrets.tokenKeys.tokenPrivateKey)?.kid);
  expect(signedBy(after.resultToken)).not.toBe(signedBy(before.resultToken));
});

test('a run that an earlier version dispatched goes to its end by the secret that this version signed with', async () => {
  const runner = await runnerOf(system, system.markNew('OPS', 'Oil the alarms'));
  const { runId } = runner;
  const secret = 'a-secret-of-an-earlier-version-0123456789';
  system.putParameter(PARAMETERS.tokenSecret, secret);
  // Functions keep what they read for five minutes.
  system.clock.advance(5 * MINUTE_MS);
  const signed = (aud: string) =>
    new SignJWT({ phase: 'implementation' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('ai-implement')
      .setAudience(aud)
      .setSubject(runId)
      .setExpirationTime(new Date(system.clock.now() + HOUR_MS))
      .sign(new TextEncoder().encode(secret));
  const send = async (path: '/runner/start' | '/runner/progress' | '/runner/result', rest: object) => {
    const token = await signed(path === '/runner/progress' ? 'progress' : 'result');
    return sendAsRunner(system.laptop.url, { path, token, body: { type: 'heartbeat' }, ...rest });
  };
  const body = { workflowRunId: String(system.github.runsOf(runId)[0]?.id), runAttempt: 1 };
  const start = async () => send('/runner/start', { body, oidcToken: await runner.identity() });
  expect(await send('/runner/progress', {})).toMatchObject({ status: 401, body: { code: 'bad_signature' } });
  expect(await start()).toMatchObject({ status: 401, body: { code: 'bad_signature' } });

  // As the earlier version admitted it.
  await system.laptop.dynamodb.send(
    new UpdateCommand({
      TableName: system.tableName,
      Key: { pk: `RUN#${runId}`, sk: 'RUN' },
      UpdateExpression: 'REMOVE tokenAlg',
    }),
  );
  const started = await start();
  expect(started.status).toBe(200);
  expect(await send('/runner/progress', {})).toMatchObject({ status: 200 });
  const { sessionKey } = started.body as { sessionKey: string };
  expect(await send('/runner/result', { sessionKey, body: runner.success })).toMatchObject({ status: 200 });
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
