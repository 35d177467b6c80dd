import { expect, test } from 'vitest';
import { presentRun } from '../../functions/admin/runs/present-run.ts';
import { receiveResult } from '../../functions/runner-callback/receive-result.ts';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { aReport } from '../builders/a-report.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { type Days, days } from './days.ts';
import { callStart } from './runners.ts';
import { aWorld, BUCKET, type World } from './world.ts';

const HOUR = 60;

/** A run that passed the gate in its first job, and is heard of no more. */
async function aSilentRun() {
  const world = await aWorld();
  const time = days(world, 'silent');
  await time.pass(1);
  const execution = world.executor.executions[0] ?? expect.unreachable();
  const run = async () => (await world.runs.read(execution.runId)) ?? expect.unreachable();
  return { world, time, execution, run };
}

/** Minutes in which a job works, and says so. */
async function work(world: World, time: Days, runId: string, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await world.runs.beat(runId, world.clock.now());
    await time.pass(1);
  }
}

test('a run whose agent waits ten hours for a machine, and whose publishing nine, ends in a pull request', async () => {
  const { world, time, execution, run } = await aSilentRun();
  const { runId } = execution;
  execution.job = 'waits';
  await time.pass(10 * HOUR);
  expect(presentRun(await run())).toMatchObject({ status: 'running', isQueued: true });
  expect(Object.keys((await world.buckets.read(BUCKET))?.slots ?? {})).toHaveLength(1);

  execution.job = { startedAt: world.clock.now() };
  await work(world, time, runId, 80);
  expect(presentRun(await run()).isQueued).toBeUndefined();
  execution.job = 'waits';
  await time.pass(9 * HOUR);
  execution.job = { startedAt: world.clock.now() };
  const { sessionKey } = await callStart(world, execution);
  await work(world, time, runId, 18);
  await receiveResult(world.callback, { claims: { runId, phase: 'implementation' }, sessionKey, report: aReport() });
  execution.state = 'ended';
  await time.passUntilQuiet(10);

  expect(await world.tickets.read(aTicket())).toMatchObject({ status: 'pr_ready' });
  expect(world.executor.executions).toHaveLength(1);
});

test('what waits for 20 hours in all is given up, and begins anew', async () => {
  const { time, execution, run } = await aSilentRun();
  execution.job = 'waits';
  await time.pass(20 * HOUR + 11);

  expect(await run()).toMatchObject({ status: 'timed_out', failure: { code: 'queued_too_long' } });
});

test('silence counts from the first sign of life of a stage, and its deadline does all the same', async () => {
  const { world, time, execution, run } = await aSilentRun();
  await work(world, time, execution.runId, 3);
  world.clock.advance(MINUTE_MS);
  // The machine fetches an image for half an hour.
  execution.job = { startedAt: world.clock.now() };
  await time.pass(30);
  expect(await run()).toMatchObject({ status: 'running' });
  await work(world, time, execution.runId, 5);
  await time.pass(15);
  expect(await run()).toMatchObject({ status: 'timed_out', failure: { code: 'fell_silent' } });
});

test('a job that never says a word ends at the deadline', async () => {
  const { world, time, execution, run } = await aSilentRun();
  world.clock.advance(MINUTE_MS);
  execution.job = { startedAt: world.clock.now() };
  await time.pass(90 + 30 + 2);

  expect(await run()).toMatchObject({ status: 'timed_out', failure: { code: 'ran_too_long' } });
});

test('a silent run is given up though its executor cannot be asked', async () => {
  const { world, time, run } = await aSilentRun();
  const state = async () => {
    throw new ServiceUnavailable('github', 'outage', '503');
  };
  world.advance.executor = { ...world.executor, state };
  await time.pass(12);

  expect(await run()).toMatchObject({ status: 'timed_out', failure: { code: 'fell_silent' } });
});
