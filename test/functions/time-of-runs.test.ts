import { expect, test } from 'vitest';
import { advanceRun } from '../../functions/advance-run/advance-run.ts';
import { watchRuns } from '../../functions/watch-runs/watch-runs.ts';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { Run } from '../../shared/domain/run.ts';
import { HOUR_MS, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aReport } from '../builders/a-report.ts';
import { aRun } from '../builders/a-run.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { days } from './days.ts';
import { aWorld, BUCKET, type World } from './world.ts';

const DAY_MINUTES = 24 * 60;
const { runId } = aRun();

const slots = async (world: World) => Object.keys((await world.buckets.read(BUCKET))?.slots ?? {});
const forbidden = (sentence: string) => async () => {
  throw new ServiceUnavailable('github', 'outage', `403 ${sentence}`);
};

/** A run as it stands, with its slot. */
async function hold(world: World, overrides: Partial<Run>) {
  await world.runs.reserve(aRun(overrides));
  await world.buckets.claimSlot({ ...aRun(), at: world.clock.now(), claimId: 'c' });
}

/** Lets time pass in which only timers come; answers how many looked at a run. */
async function passTimers(world: World, minutes: number): Promise<number> {
  let looks = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    world.clock.advance(MINUTE_MS);
    for (const timer of await world.timers.due(world.clock.now(), 500)) {
      await world.timers.remove(timer);
      if (timer.kind === 'check-run') looks += 1;
      await advanceRun(world.advance, { type: 'TimerDue', timer });
    }
  }
  return looks;
}

const checkOf = (world: World) => ({ kind: 'check-run', dueAt: world.clock.now(), ...aTicket(), runId }) as const;

test('a mapping that is paused does not hold the slot of a reserved run whose order was lost', async () => {
  const world = await aWorld();
  const time = days(world, 'works');
  world.executor.faults.failOnce('dispatch');
  await time.pass(1);
  const mapping = (await world.mappings.read(aMapping().mappingId)) ?? expect.unreachable();
  await world.mappings.save({ ...mapping, paused: true });

  await time.pass(15);

  expect(await slots(world)).toEqual([]);
});

test('a dispatched run whose timer was lost and whose execution is gone is noticed within an hour', async () => {
  const world = await aWorld();
  await hold(world, { status: 'dispatched', dispatchedAt: world.clock.now() });
  const { queues } = days(world, 'works');

  for (let minute = 0; minute < 60; minute += 1) {
    world.clock.advance(MINUTE_MS);
    await watchRuns(world.watch);
    await queues.deliver();
  }

  expect(await world.runs.read(runId)).not.toMatchObject({ status: 'dispatched' });
});

test('the next run of a mapping that moves to another team counts there', async () => {
  const world = await aWorld();
  const { mappingId } = aMapping();
  await world.buckets.saveLimit({ bucketId: 'linear#OPS', tracker: 'linear', limit: 1 });
  const next = { runId: '01KE6XNNNN0000000000000009', phase: 'implementation', mappingId, bucketId: BUCKET } as const;
  const due = { ...next, attempt: 2, notBefore: world.clock.now() };
  await world.tickets.write(aTicketRecord({ status: 'implementing', mappingId, bucketId: BUCKET, next: due }));
  const standing = await world.mappings.read(mappingId);
  if (standing?.tracker === 'linear') await world.mappings.save({ ...standing, teamKey: 'OPS' });

  await days(world, 'silent').pass(2);

  expect(Object.keys((await world.buckets.read('linear#OPS'))?.slots ?? {})).toEqual([aTicket().ticketId]);
  expect((await world.buckets.read(BUCKET))?.slots).toEqual({});
});

test('a run that starts before its lost order is bound gets its link', async () => {
  const world = await aWorld();
  world.executor.faults.loseAnswerOnce('dispatch');

  await days(world, 'works').pass(30);

  const run = await world.runs.read(world.executor.executions[0]?.runId ?? '');
  expect(run).toMatchObject({ status: 'succeeded', workflowRunUrl: world.executor.executions[0]?.url });
});

test.fails('a run that was given up is not looked at every minute for ever when its execution cannot be cancelled', async () => {
  const world = await aWorld();
  await hold(world, { status: 'running', reservedAt: plus(world.clock.now(), -HOUR_MS) });
  world.tracker.put(aTicket({ isClosed: true, markers: [] }));
  world.advance.executor = { ...world.executor, cancel: forbidden('Repository was archived so is read-only.') };
  await advanceRun(world.advance, { type: 'TimerDue', timer: checkOf(world) });

  expect(await passTimers(world, DAY_MINUTES)).toBeLessThan(100);
});

test.fails('a reserved run ends though executions may not be listed any more', async () => {
  const world = await aWorld();
  await hold(world, { status: 'reserved', reservedAt: world.clock.now() });
  world.advance.executor = { ...world.executor, find: forbidden('This installation has been suspended') };
  await world.timers.set(checkOf(world));

  await passTimers(world, DAY_MINUTES);

  expect(await world.runs.read(runId)).toMatchObject({ status: 'failed' });
  expect(await slots(world)).toEqual([]);
});

test.fails('a quota of the model that resets in five hours does not fail the ticket in minutes', async () => {
  const world = await aWorld();
  const time = days(world, 'silent');
  const failureReason = 'The model could not answer: usage limit reached, resets at 14:00';
  const report = { ...aReport({ outcome: 'failure', failureKind: 'infrastructure', failureReason }), prUrl: undefined };
  for (let minute = 0; minute < 60; minute += 1) {
    await time.pass(1);
    for (const run of await world.runs.open()) {
      if (run.status !== 'running') continue;
      await world.runs.putReport(run.runId, { receivedAt: world.clock.now(), report });
      await world.runs.markReported(run.runId, world.clock.now());
      await world.lifecycle.send({ type: 'RunReported', ...aTicket(), runId: run.runId });
    }
  }

  expect(await world.tickets.read(aTicket())).not.toMatchObject({ status: 'implementation_failed' });
});
