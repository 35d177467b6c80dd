import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawnSigningKey } from '../../local/world/home/token-keys.ts';
import type { RunDetail } from '../../shared/contract/run-views.ts';
import { RESULT_BODY_LIMIT } from '../../shared/contract/runner.ts';
import { STEPS_PER_RUN } from '../../shared/domain/run.ts';
import { HOUR_MS, plus } from '../../shared/domain/time.ts';
import { systemClock } from '../../shared/runtime/identities.ts';
import { runTokenSigner } from '../../shared/runtime/run-token-signer.ts';
import { signedIn } from './admin-client.ts';
import {
  type HandPlayedRunner,
  NEVER_BY_ITSELF,
  type RunnerRequest,
  runnerOf,
  sendAsRunner,
} from './hand-played-runner.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// Whoever knows the address can call it: what is not exactly right gets its code and leaves no trace.

let system: QuietSystem;
let runner: HandPlayedRunner;
let newest: string;
let older: string;
beforeAll(async () => {
  system = await startQuietSystem({ runTimes: NEVER_BY_ITSELF });
  runner = await runnerOf(system, system.markNew('OPS', 'Sharpen the alarms'));
  older = await runner.start();
  newest = await runner.start();
});
afterAll(() => system.stop());

const minted = (given: { key?: string; runId?: string; phase?: string; endsInMs?: number }) =>
  runTokenSigner(async () => given.key ?? system.secrets.tokenKeys.tokenPrivateKey).mint('result', {
    runId: given.runId ?? runner.runId,
    phase: given.phase ?? 'implementation',
    expiresAt: plus(systemClock.now(), given.endsInMs ?? HOUR_MS),
  });
/** Another's key under the name of ours. */
const forgedKey = () => {
  const { kid } = JSON.parse(system.secrets.tokenKeys.tokenPrivateKey);
  return JSON.stringify({ ...drawnSigningKey(), kid });
};
const execution = () => ({ workflowRunId: String(system.github.runsOf(runner.runId)[0]?.id), runAttempt: 1 });
const gate = (overrides: Partial<RunnerRequest>): RunnerRequest => ({
  ...{ path: '/runner/start', token: runner.resultToken, body: execution() },
  ...overrides,
});
const token = (overrides: Partial<RunnerRequest>): RunnerRequest => ({
  ...{ path: '/runner/github-token', token: runner.resultToken, sessionKey: newest, body: {} },
  ...overrides,
});
const result = (overrides: Partial<RunnerRequest>): RunnerRequest => ({
  path: '/runner/result',
  token: runner.resultToken,
  sessionKey: newest,
  body: runner.success,
  ...overrides,
});
const opened = (overrides: Partial<RunnerRequest>): RunnerRequest => {
  const body = { type: 'pull_request_opened', prUrl: runner.success.prUrl };
  return result({ path: '/runner/progress', token: runner.progressToken, body, ...overrides });
};
const step = { type: 'step', stepId: 'a', name: 'A', status: 'running', startedAt: '2026-01-05T09:00:00.000Z' };
const foreign = () => `${system.github.url}/acme/backend/pull/1`;

/** What is kept of runs and tickets, and what is on its way. */
async function image() {
  const { laptop } = system;
  const kept = await Promise.all(
    ['RUN#', 'TICKET#', 'DISPATCHED#', 'BUCKET#', 'TIMERS'].map((start) => system.items(start)),
  );
  const { available, blocked, inFlight, delayed } = laptop.queueContent('lifecycle.fifo');
  return { kept, waiting: available + blocked + inFlight.length + delayed };
}

test.each<[string, number, string, () => RunnerRequest | Promise<RunnerRequest>]>([
  ['without a token', 401, 'missing_bearer', () => result({ token: undefined })],
  ['with a token that is none', 401, 'malformed', () => result({ token: 'a.b.c' })],
  ['with a forged token', 401, 'bad_signature', async () => result({ token: await minted({ key: forgedKey() }) })],
  ['with an expired token', 401, 'expired', async () => result({ token: await minted({ endsInMs: -1000 }) })],
  ['with the progress token', 401, 'wrong_audience', () => result({ token: runner.progressToken })],
  [
    'of an unknown run',
    404,
    'unknown_run',
    async () => result({ token: await minted({ runId: '01KE6XZZZZ0000000000000009' }) }),
  ],
  [
    'of another phase than its token',
    400,
    'phase_mismatch',
    () => result({ body: { ...runner.success, phase: 'planning' } }),
  ],
  [
    'whose token is for another phase than the run',
    400,
    'phase_mismatch',
    async () => result({ token: await minted({ phase: 'planning' }), body: { ...runner.success, phase: 'planning' } }),
  ],
  ['without the session key', 401, 'missing_session_key', () => result({ sessionKey: undefined })],
  ['with a made-up session key', 401, 'wrong_session_key', () => result({ sessionKey: 'made-up' })],
  ['with a session key that was replaced', 401, 'wrong_session_key', () => result({ sessionKey: older })],
  ['that is too large', 413, 'body_too_large', () => result({ body: `"${'x'.repeat(RESULT_BODY_LIMIT)}"` })],
  ['that is not JSON', 400, 'invalid_body', () => result({ body: '{' })],
  ['of an unknown phase', 400, 'invalid_phase', () => result({ body: { ...runner.success, phase: 'review' } })],
  ['of an unknown outcome', 400, 'invalid_outcome', () => result({ body: { ...runner.success, outcome: 'maybe' } })],
  ['with malformed comments', 400, 'invalid_comments', () => result({ body: { ...runner.success, comments: [{}] } })],
  [
    'of success without a pull request',
    400,
    'missing_pr_url',
    () => result({ body: { ...runner.success, prUrl: undefined } }),
  ],
  [
    'that names a pull request of another repository',
    400,
    'invalid_pr_url',
    () => result({ body: { ...runner.success, prUrl: foreign() } }),
  ],
  [
    'of an opened pull request without the session key',
    401,
    'missing_session_key',
    () => opened({ sessionKey: undefined }),
  ],
  [
    'of an opened pull request of another repository',
    400,
    'invalid_pr_url',
    () => opened({ body: { type: 'pull_request_opened', prUrl: foreign() } }),
  ],
  ['of progress with the result token', 401, 'wrong_audience', () => opened({ token: runner.resultToken, body: step })],
  [
    'of progress that is too large',
    413,
    'body_too_large',
    () => opened({ body: { ...step, message: 'x'.repeat(9000) } }),
  ],
  ['of progress that is malformed', 400, 'invalid_body', () => opened({ body: { type: 'dance' } })],
  [
    'of a second execution at the gate',
    409,
    'run_taken',
    async () => gate({ body: { workflowRunId: '7', runAttempt: 1 }, oidcToken: await runner.identity({ id: 7 }) }),
  ],
  [
    'of a second attempt at the gate',
    409,
    'run_taken',
    async () => gate({ body: { ...execution(), runAttempt: 2 }, oidcToken: await runner.identity({ attempt: 2 }) }),
  ],
  ['at the gate without an OIDC token', 401, 'missing_oidc', () => gate({})],
  ['at the gate with an OIDC token that nobody signed', 401, 'oidc_invalid', () => gate({ oidcToken: 'forged' })],
  [
    "at the gate with the OIDC token of the agent's workflow",
    403,
    'oidc_refused',
    async () => gate({ oidcToken: await runner.identity({ workflow: 'claude-agent.yml' }) }),
  ],
  [
    'at the gate with the OIDC token of another repository',
    403,
    'oidc_refused',
    async () => gate({ oidcToken: await runner.identity({ repository: 'acme/mobile' }) }),
  ],
  [
    'for a GitHub token without the session key',
    401,
    'missing_session_key',
    async () => token({ sessionKey: undefined, oidcToken: await runner.identity() }),
  ],
  [
    'for a GitHub token with an older session key',
    401,
    'wrong_session_key',
    async () => token({ sessionKey: older, oidcToken: await runner.identity() }),
  ],
  ['for a GitHub token without an OIDC token', 401, 'missing_oidc', () => token({})],
  [
    'for a GitHub token with the OIDC token of another attempt',
    403,
    'oidc_refused',
    async () => token({ oidcToken: await runner.identity({ attempt: 2 }) }),
  ],
])('a request %s is refused with %i %s and changes nothing', async (_, status, code, request) => {
  const before = await image();

  const answer = await sendAsRunner(system.laptop.url, await request());

  expect(answer).toMatchObject({ status, body: { status, code } });
  expect(await image()).toEqual(before);
});

test('the execution that passed the gate, and says so in every way, gets a token for its repository', async () => {
  const answer = await sendAsRunner(system.laptop.url, token({ oidcToken: await runner.identity() }));

  expect(answer).toMatchObject({ status: 200, body: { botLogin: expect.stringMatching(/\[bot\]$/) } });
  const {
    body: { token: given },
  } = answer;
  const reach = (name: string) =>
    fetch(`${system.github.url}/repos/acme/${name}`, { headers: { authorization: `Bearer ${given}` } });
  const statuses = [await reach('infrastructure'), await reach('backend')].map(({ status }) => status);
  expect(statuses).toEqual([200, 404]);
});

const long = { name: 'n'.repeat(120), message: 'm'.repeat(1000) };
const report = (body: Record<string, unknown>) =>
  sendAsRunner(system.laptop.url, { path: '/runner/progress', token: runner.progressToken, body });

test('a run that reports steps without end is answered each time, and people can read it and the overview', async () => {
  const line = (n: number) => ({
    ...step,
    ...long,
    type: 'step' as const,
    stepId: `s${n}`,
    status: 'running' as const,
  });
  const { runs } = system.stores;
  const numbers = Array.from({ length: STEPS_PER_RUN - 2 }, (_, n) => n);
  for (const n of numbers) await runs.noteStep(runner.runId, line(n), systemClock.now());
  const answers = await Promise.all([0, 1, 2, 3, 4].map((n) => report(line(STEPS_PER_RUN - 3 + n))));
  const admin = await signedIn(system.laptop.url, system.secrets.accessCode);
  const [page, overview] = await Promise.all([
    admin.call('GET', `/api/runs/${runner.runId}`),
    admin.call('GET', '/api/overview'),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(answers.filter(({ body }) => body['status'] === 'left_out')).toHaveLength(2);
  expect((page.body as RunDetail).steps).toHaveLength(STEPS_PER_RUN);
  expect(overview).toMatchObject({ status: 200, body: { runs: [{ earlierSteps: STEPS_PER_RUN - 5 }] } });
});

test('a time of more digits than milliseconds is refused, however long it is', async () => {
  const startedAt = `2026-01-05T09:00:00.${'0'.repeat(2000)}1Z`;
  expect(await report({ ...step, startedAt })).toMatchObject({ status: 400, body: { code: 'invalid_body' } });
});
