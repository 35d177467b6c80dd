import { expect, test } from 'vitest';
import { receiveProgress } from '../../../functions/runner-callback/receive-progress.ts';
import { receiveResult } from '../../../functions/runner-callback/receive-result.ts';
import { STEPS_PER_RUN } from '../../../shared/domain/run.ts';
import { aReport } from '../../builders/a-report.ts';
import { aRun } from '../../builders/a-run.ts';
import { aStep } from '../../builders/a-step.ts';
import { callProgress, callResult } from '../runners.ts';
import { aWorld, type World } from '../world.ts';

const { runId } = aRun();
const CALL = { runId, sessionKey: 'key' };

async function aWorldWith(overrides: Parameters<typeof aRun>[0] = {}): Promise<World> {
  const world = await aWorld();
  await world.runs.reserve(aRun({ status: 'running', sessionKeyHash: 'hash of key', ...overrides }));
  return world;
}

/** What a refused call must leave as it was. */
async function stateOf(world: World) {
  return [await world.runs.read(runId), await world.runs.readReport(runId), world.lifecycle.waiting()];
}

test('a result is stored, then enqueued, then answered', async () => {
  const world = await aWorldWith();

  expect(await callResult(world, CALL)).toEqual({ status: 'accepted' });

  expect(world.trace.calls).toEqual(['runs.read', 'runs.putReport', 'runs.markReported', 'lifecycle.send']);
  expect(world.lifecycle.waiting()).toMatchObject([{ type: 'RunReported', runId }]);
});

test('a token that all functions could have signed reports for a run of the version that signed so, and no other', async () => {
  for (const tokenAlg of ['EdDSA', undefined] as const) {
    const world = await aWorldWith({ ...(tokenAlg && { tokenAlg }) });
    const claims = { runId, phase: 'implementation', isSymmetric: true } as const;
    const received = receiveResult(world.callback, { claims, sessionKey: 'key', report: aReport() });
    const beat = () =>
      receiveProgress(world.callback, { claims, sessionKey: undefined, progress: { type: 'heartbeat' } });
    if (tokenAlg === undefined) await expect(received).resolves.toEqual({ status: 'accepted' });
    else await expect(received).rejects.toMatchObject({ code: 'bad_signature' });
    if (tokenAlg === undefined) await expect(beat()).resolves.toBeDefined();
    else await expect(beat()).rejects.toMatchObject({ code: 'bad_signature' });
  }
});

test('a kill between storing and enqueueing loses nothing: the repeat is enqueued', async () => {
  const world = await aWorldWith();
  world.trace.breakAt({ call: 3, side: 'before', way: 'dies' });
  await expect(world.trace.run(() => callResult(world, CALL))).rejects.toThrow('died');
  expect(world.lifecycle.waiting()).toEqual([]);

  expect(await callResult(world, CALL)).toEqual({ status: 'repeated' });
  expect(world.lifecycle.waiting()).toMatchObject([{ type: 'RunReported' }]);
});

test('another result than the first is a conflict, and the first stands', async () => {
  const world = await aWorldWith();
  await callResult(world, CALL);

  const other = callResult(world, { ...CALL, report: aReport({ isDraft: true }) });

  await expect(other).rejects.toMatchObject({ code: 'conflicting_report' });
  expect((await world.runs.readReport(runId))?.report).toEqual(aReport());
});

test('a result that comes after the verdict is late, and kept', async () => {
  const world = await aWorldWith({ status: 'timed_out' });

  expect(await callResult(world, CALL)).toEqual({ status: 'late' });
  expect((await world.runs.readReport(runId))?.report).toEqual(aReport());
});

const CLAIMS = { runId, phase: 'implementation' } as const;
const REFUSED: [string, Parameters<typeof receiveResult>[1], string][] = [
  ['without a session key', { claims: CLAIMS, sessionKey: undefined, report: aReport() }, 'missing_session_key'],
  ['with another session key', { claims: CLAIMS, sessionKey: 'old', report: aReport() }, 'wrong_session_key'],
  ['of an unknown run', { claims: { ...CLAIMS, runId: 'x' }, sessionKey: 'key', report: aReport() }, 'unknown_run'],
  [
    'of another phase than its token',
    { claims: CLAIMS, sessionKey: 'key', report: aReport({ phase: 'planning' }) },
    'phase_mismatch',
  ],
  [
    'whose token is for another phase than the run',
    { claims: { runId, phase: 'planning' }, sessionKey: 'key', report: aReport({ phase: 'planning' }) },
    'phase_mismatch',
  ],
  [
    'without a pull request',
    { claims: CLAIMS, sessionKey: 'key', report: aReport({ prUrl: undefined }) },
    'missing_pr_url',
  ],
  ...['acme/other/pull/1', 'acme/backend/issues/1', 'acme/backend/pull/1/files', 'acme/backend/pull/0'].map(
    (path): [string, Parameters<typeof receiveResult>[1], string] => [
      `whose pull request is ${path}`,
      { claims: CLAIMS, sessionKey: 'key', report: aReport({ prUrl: `https://github.test/${path}` }) },
      'invalid_pr_url',
    ],
  ),
  [
    'whose pull request is on another site',
    { claims: CLAIMS, sessionKey: 'key', report: aReport({ prUrl: 'https://github.test.evil/acme/backend/pull/1' }) },
    'invalid_pr_url',
  ],
];

test.each(REFUSED)('a result %s is refused and changes nothing', async (_which, received, code) => {
  const world = await aWorldWith();
  const before = await stateOf(world);

  await expect(receiveResult(world.callback, received)).rejects.toMatchObject({ code });
  expect(await stateOf(world)).toEqual(before);
});

test('a result before any start knows no session key', async () => {
  const world = await aWorldWith({ status: 'dispatched', sessionKeyHash: undefined });

  await expect(callResult(world, CALL)).rejects.toMatchObject({ code: 'wrong_session_key' });
});

test('a step is kept, and is a sign of life', async () => {
  const world = await aWorldWith();
  world.clock.advance(120_000);

  await callProgress(world, { runId, progress: aStep() });

  expect(await world.runs.steps(runId)).toEqual([aStep()]);
  expect((await world.runs.read(runId))?.heartbeatAt).toBe(world.clock.now());
});

test('a step too many is left out, is a sign of life still, and the runner is told so without an error', async () => {
  const world = await aWorldWith();
  const report = (n: number) => callProgress(world, { runId, progress: aStep({ stepId: `s${n}` }) });
  for (let n = 0; n < STEPS_PER_RUN; n += 1) expect(await report(n)).toEqual({ status: 'noted' });
  world.clock.advance(120_000);

  expect(await report(STEPS_PER_RUN)).toEqual({ status: 'left_out' });
  expect(await report(7)).toEqual({ status: 'noted' });
  expect(await world.runs.steps(runId)).toHaveLength(STEPS_PER_RUN);
  expect((await world.runs.read(runId))?.heartbeatAt).toBe(world.clock.now());
});

test('a step of a run that ended while the line came in is refused', async () => {
  const world = await aWorldWith();
  const runs = { ...world.runs, noteStep: async () => 'over' as const };

  const call = receiveProgress(
    { ...world.callback, runs },
    { claims: { runId, phase: 'implementation' }, sessionKey: undefined, progress: aStep() },
  );

  await expect(call).rejects.toMatchObject({ code: 'run_over' });
});

test('a heartbeat is a sign of life and nothing else', async () => {
  const world = await aWorldWith();

  await callProgress(world, { runId, progress: { type: 'heartbeat' } });

  expect(await world.runs.steps(runId)).toEqual([]);
  expect(world.trace.calls).toEqual(['runs.read', 'runs.beat']);
});

test('a run that is over takes no more progress', async () => {
  const world = await aWorldWith({ status: 'cancelled' });

  await expect(callProgress(world, { runId, progress: aStep() })).rejects.toMatchObject({ code: 'run_over' });
});

test('progress with a token for another phase is refused', async () => {
  const world = await aWorldWith();
  const claims = { runId, phase: 'planning' } as const;

  const call = receiveProgress(world.callback, { claims, sessionKey: undefined, progress: { type: 'heartbeat' } });

  await expect(call).rejects.toMatchObject({ code: 'phase_mismatch' });
});

const OPENED = { type: 'pull_request_opened', prUrl: 'https://github.test/acme/backend/pull/1' } as const;

test('an opened pull request is noted and told, for which the session key is needed', async () => {
  const world = await aWorldWith();

  await expect(callProgress(world, { runId, progress: OPENED })).rejects.toMatchObject({ code: 'missing_session_key' });
  const headSha = '0123456789abcdef0123456789abcdef01234567';
  await callProgress(world, { ...CALL, progress: { ...OPENED, headSha } });

  expect(await world.runs.read(runId)).toMatchObject({ prUrl: OPENED.prUrl, prHeadSha: headSha });
  expect(world.lifecycle.waiting()).toMatchObject([{ type: 'PullRequestOpened', runId }]);
});
