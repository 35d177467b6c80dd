import { expect, test } from 'vitest';
import { advanceRun } from '../../functions/advance-run/advance-run.ts';
import { watchRuns } from '../../functions/watch-runs/watch-runs.ts';
import { RepositoryRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { DispatchFailureCode } from '../../shared/domain/failures/dispatch-failures.ts';
import { adviceFor } from '../../shared/domain/failures/failures.ts';
import type { Run } from '../../shared/domain/run.ts';
import { HOUR_MS, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aRun } from '../builders/a-run.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { days } from './days.ts';
import { aWorld, BUCKET, type World } from './world.ts';

const DAY_MINUTES = 24 * 60;
const { runId } = aRun();

const slots = async (world: World) => Object.keys((await world.buckets.read(BUCKET))?.slots ?? {});
const forbidden = (code: DispatchFailureCode) => async () => {
  throw new RepositoryRefusal(code, adviceFor(code));
};
const isDown = async () => {
  throw new ServiceUnavailable('github', 'outage', '503');
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

test('a run that has no link, since its repository shows none, goes on all the same', async () => {
  const world = await aWorld();
  await hold(world, {
    status: 'running',
    workflowRunId: '7',
    workflowRunUrl: undefined,
    reservedAt: world.clock.now(),
  });
  world.advance.executor = { ...world.executor, find: forbidden('repository_archived') };

  const outcome = await advanceRun(world.advance, { type: 'TimerDue', timer: checkOf(world) });

  expect(outcome).toMatch(/^waits until/);
});

test.each([
  ['the repository is archived', forbidden('repository_archived'), 1],
  ['GitHub is down for a day', isDown, 40],
])('a run that was given up is not looked at every minute for ever when %s', async (_, cancel, most) => {
  const world = await aWorld();
  await hold(world, { status: 'running', workflowRunId: '7', reservedAt: plus(world.clock.now(), -HOUR_MS) });
  world.tracker.put(aTicket({ isClosed: true, markers: [] }));
  // It works, and has not been heard of for an hour.
  const state = async () => 'in_progress' as const;
  const job = async () => ({ startedAt: plus(world.clock.now(), -2 * DAY_MINUTES * MINUTE_MS) });
  world.advance.executor = { ...world.executor, state, job, cancel };
  await advanceRun(world.advance, { type: 'TimerDue', timer: checkOf(world) });

  expect(await passTimers(world, 2 * DAY_MINUTES)).toBeLessThanOrEqual(most);
  expect(world.timers.waiting().filter(({ kind }) => kind === 'check-run')).toEqual([]);
});

test('a reserved run ends though executions may not be listed any more', async () => {
  const world = await aWorld();
  await hold(world, { status: 'reserved', reservedAt: world.clock.now() });
  world.advance.executor = { ...world.executor, find: forbidden('app_suspended') };
  await world.timers.set(checkOf(world));

  await passTimers(world, 2 * 60);

  expect(await world.runs.read(runId)).toMatchObject({ status: 'failed', failure: { code: 'app_suspended' } });
  expect(await slots(world)).toEqual([]);
});

test('a run that waits for its start ends when GitHub does not tell of it any more', async () => {
  const world = await aWorld();
  await hold(world, { status: 'dispatched', workflowRunId: '7', dispatchedAt: world.clock.now() });
  world.advance.executor = {
    ...world.executor,
    state: forbidden('app_not_permitted'),
    cancel: forbidden('app_not_permitted'),
  };
  await world.timers.set(checkOf(world));

  await passTimers(world, 5);

  const failure = { kind: 'mapping', code: 'app_not_permitted' };
  expect(await world.runs.read(runId)).toMatchObject({ status: 'failed', failure });
  expect(await slots(world)).toEqual([]);
  // It costs no attempt and no wait of a day.
  expect((await world.mappings.read(aMapping().mappingId))?.suspended?.reason).toContain('Actions');
  expect(await world.tickets.read(aTicket())).toMatchObject({ status: 'ready', failuresInARow: {} });
});
