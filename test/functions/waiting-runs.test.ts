import { expect, test } from 'vitest';
import { watchRuns } from '../../functions/watch-runs/watch-runs.ts';
import type { Run } from '../../shared/domain/run.ts';
import { HOUR_MS, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { aRun } from '../builders/a-run.ts';
import { deliveries } from './deliveries.ts';
import { aWorld } from './world.ts';

/** Of a day: an order that is not started within six hours is given up, and a wait of 20 hours. */
const HOURS = 5;

/** Runs without a free machine, every other one between two jobs, the rest before their first; asked about as time passes. */
async function waiting(count: number) {
  const world = await aWorld({ tickets: [] });
  const at = world.clock.now();
  for (let n = 0; n < count; n += 1) {
    const status = n % 2 === 0 ? 'running' : 'dispatched';
    const times = {
      reservedAt: at,
      dispatchedAt: at,
      ...(status === 'running' ? { startedAt: at, heartbeatAt: at } : {}),
    };
    const run = aRun({
      runId: `run-${1000 + n}`,
      ticketId: `ticket-${n}`,
      workflowRunId: `${9000 + n}`,
      status,
      ...times,
    });
    await world.runs.reserve(run);
    await world.timers.set({ kind: 'check-run', dueAt: plus(at, MINUTE_MS), ...run });
  }
  const asked: string[] = [];
  const noted = <Answer>(answer: Answer) => {
    return async ({ runId }: Pick<Run, 'runId'>) => {
      asked.push(runId);
      return answer;
    };
  };
  world.advance.executor = {
    ...world.executor,
    find: noted([]),
    state: noted('queued' as const),
    job: noted(undefined),
  };
  const queues = deliveries(world);
  const pass = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      await watchRuns(world.watch);
      await queues.deliver();
      world.clock.advance(MINUTE_MS);
    }
  };
  // Time in which it is noticed that they wait.
  await pass(20);
  asked.length = 0;
  return { world, asked, pass };
}

test.each([1, 2, 3, 20, 100])(
  '%i runs that wait cost their executor at most twenty requests in any hour',
  async (count) => {
    const { world, asked, pass } = await waiting(count);
    for (let hour = 0; hour < HOURS; hour += 1) {
      asked.length = 0;
      await pass(60);
      expect(asked.length).toBeLessThanOrEqual(20);
      expect(asked.length).toBeGreaterThan(0);
    }
    expect(await world.runs.open()).toHaveLength(count);
  },
);

test('runs that wait are asked about in turns, so that the end of none of them goes unnoticed', async () => {
  const { world, asked, pass } = await waiting(40);
  await pass((40 / 2) * 10 + 10);
  expect(new Set(asked).size).toBe(40);

  world.advance.executor = { ...world.advance.executor, state: async () => ({ ended: 'failure' }) };
  await pass((40 / 2) * 10 + 10);
  expect(await world.runs.open()).toEqual([]);
});

test('a run that waits no longer is looked after as ever, however many wait', async () => {
  const { world, pass } = await waiting(40);
  await world.runs.beat('run-1000', world.clock.now());
  world.advance.executor = {
    ...world.advance.executor,
    job: async () => ({ startedAt: plus(world.clock.now(), -HOUR_MS) }),
  };
  await pass(14);
  expect(await world.runs.read('run-1000')).toMatchObject({ status: 'timed_out', failure: { code: 'fell_silent' } });
});
