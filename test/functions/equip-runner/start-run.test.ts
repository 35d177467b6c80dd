import { expect, test } from 'vitest';
import { startRun } from '../../../functions/equip-runner/start-run.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { aRun } from '../../builders/a-run.ts';
import { aRunContext } from '../../builders/a-run-context.ts';
import { callResult, callStart } from '../runners.ts';
import { aWorld, type World } from '../world.ts';

const { runId } = aRun();
const EXECUTION = { runId, workflowRunId: '9000' };

async function aWorldWith(overrides: Parameters<typeof aRun>[0]): Promise<World> {
  const world = await aWorld();
  await world.runs.reserve(aRun(overrides));
  await world.runs.putContext(runId, aRunContext());
  return world;
}

test('the execution that is bound passes, gets what was admitted, and a look at its heartbeats is set', async () => {
  const world = await aWorldWith({ status: 'dispatched' });

  const answer = await callStart(world, EXECUTION);

  expect(answer).toEqual({ sessionKey: 'key-1', context: aRunContext() });
  expect(await world.runs.read(runId)).toMatchObject({ status: 'running', runAttempt: 1 });
  expect(world.timers.waiting()).toMatchObject([{ kind: 'check-run', runId, dueAt: '2026-01-05T09:05:00.000Z' }]);
});

test('an execution may start before its dispatch was answered', async () => {
  const world = await aWorldWith({ status: 'reserved' });

  await callStart(world, EXECUTION);

  expect(await world.runs.read(runId)).toMatchObject({ status: 'running', workflowRunId: '9000' });
});

test.each([
  ['a surplus workflow run', { workflowRunId: '9001' }, 1],
  ['a re-run by hand', {}, 2],
])('%s is turned away', async (_which, other, runAttempt) => {
  const world = await aWorldWith({ status: 'dispatched' });
  await callStart(world, EXECUTION);
  const before = await world.runs.read(runId);

  await expect(callStart(world, { ...EXECUTION, ...other }, runAttempt)).rejects.toMatchObject({ code: 'run_taken' });
  expect(await world.runs.read(runId)).toEqual(before);
});

test('the same execution may call again, and its older session key is worthless then', async () => {
  const world = await aWorldWith({ status: 'dispatched' });
  const first = await callStart(world, EXECUTION);
  const second = await callStart(world, EXECUTION);

  await expect(callResult(world, { runId, sessionKey: first.sessionKey })).rejects.toMatchObject({
    code: 'wrong_session_key',
  });
  expect(await callResult(world, { runId, sessionKey: second.sessionKey })).toEqual({ status: 'accepted' });
});

test('the session key itself is kept nowhere', async () => {
  const world = await aWorldWith({ status: 'dispatched' });

  await callStart(world, EXECUTION);

  expect((await world.runs.read(runId))?.sessionKeyHash).toBe('hash of key-1');
});

test.each(['succeeded', 'failed', 'timed_out', 'cancelled'] as const)(
  'a run that %s starts no more',
  async (status) => {
    const world = await aWorldWith({ status });

    await expect(callStart(world, EXECUTION)).rejects.toMatchObject({ code: 'run_over' });
  },
);

test('a token of another phase, an unknown run, and a caller who is not who he says start nothing', async () => {
  const world = await aWorldWith({ status: 'dispatched' });
  const request = { workflowRunId: '9000', runAttempt: 1 };
  const confirm = () => Promise.reject(new AppError('bad_signature', 'the identity is forged'));

  const wrongPhase = startRun(world.equip, { runId, phase: 'planning' }, request);
  const unknown = startRun(world.equip, { runId: 'other', phase: 'implementation' }, request);
  const impostor = startRun({ ...world.equip, caller: { confirm } }, { runId, phase: 'implementation' }, request);

  await expect(wrongPhase).rejects.toMatchObject({ code: 'phase_mismatch' });
  await expect(unknown).rejects.toMatchObject({ code: 'unknown_run' });
  await expect(impostor).rejects.toMatchObject({ code: 'bad_signature' });
  expect((await world.runs.read(runId))?.status).toBe('dispatched');
});
