import { expect, test } from 'vitest';
import { advanceRun } from '../../../functions/advance-run/advance-run.ts';
import { HOUR_MS, MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aReport } from '../../builders/a-report.ts';
import { aRun } from '../../builders/a-run.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { type Days, days } from '../days.ts';
import { FAILED_REPORT } from '../runners.ts';
import { aWorld, BUCKET, type World } from '../world.ts';

const { ticketId } = aTicket();
const comments = (world: World) => world.tracker.commentsOn(ticketId).map((comment) => comment.body);
const markers = async (world: World) => (await world.tracker.read(ticketId))?.markers;
const slots = async (world: World) => Object.keys((await world.buckets.read(BUCKET))?.slots ?? {});

/** A run under way, as dispatch-run and the gate leave it. */
async function aRunningWorld(overrides: Parameters<typeof aRun>[0] = {}): Promise<World> {
  const world = await aWorld();
  const run = aRun({ status: 'running', heartbeatAt: world.clock.now(), ...overrides });
  await world.buckets.claimSlot({ ...run, at: run.reservedAt, claimId: 'c' });
  await world.dispatchRecords.claim({ ...run, at: run.reservedAt });
  await world.runs.reserve(run);
  await advanceRun(world.advance, { type: 'RunAdmitted', ...run });
  return world;
}

const REPORTED = { type: 'RunReported', ...aTicket(), runId: aRun().runId } as const;

async function report(world: World, result = aReport()) {
  await world.runs.putReport(aRun().runId, { report: result, receivedAt: world.clock.now() });
  return advanceRun(world.advance, REPORTED);
}

test('an admitted run shows that it works', async () => {
  const world = await aRunningWorld();

  expect(await markers(world)).toEqual(['trigger', 'working']);
  expect(world.tracker.isInProgress(ticketId)).toBe(true);
});

test('the truth is settled in order, before the tracker is tried once', async () => {
  const world = await aRunningWorld();
  world.trace.calls.length = 0;

  await report(world);

  const effects = /\.(end|releaseSlot|release|write|offer|show|comment)$/;
  expect(world.trace.calls.filter((call) => effects.test(call))).toEqual([
    ...['runs.end', 'buckets.releaseSlot', 'dispatchRecords.release', 'tickets.write'],
    // As it was reported, and as GitHub then showed it.
    ...['pullRequests.write', 'pullRequests.write'],
    // What was said while it worked is to be looked at.
    'pullRequests.write',
    ...['tracker.show', 'tracker.comment', 'tickets.write'],
  ]);
});

test('the same event again changes nothing', async () => {
  const world = await aRunningWorld();
  await report(world);
  const state = async () => structuredClone([await world.tickets.read(aTicket()), world.tracker.calls]);
  const before = await state();

  await advanceRun(world.advance, REPORTED);

  expect(await state()).toEqual(before);
});

test('a failure of substance takes the trigger off and says how to try again', async () => {
  const world = await aRunningWorld();

  await report(world, FAILED_REPORT);

  expect(await markers(world)).toEqual([]);
  expect(comments(world)).toEqual([
    expect.stringMatching(/^⚠️ Implementation failed: the tests fail[\s\S]*AI-Implement/),
  ]);
});

test('the third failure in a row parks the ticket', async () => {
  const world = await aRunningWorld();
  const record = await world.tickets.read(aTicket());
  if (record !== undefined) await world.tickets.write({ ...record, failuresInARow: { implementation: 2 } });

  await report(world, FAILED_REPORT);

  expect(await world.tickets.read(aTicket())).toMatchObject({ status: 'parked' });
  expect(comments(world)[0]).toContain('unpark it at https://us.test/admin/blocked');
});

test('a stored report beats the verdict of a look that comes too late', async () => {
  const world = await aRunningWorld();
  await world.runs.putReport(aRun().runId, { report: aReport(), receivedAt: world.clock.now() });
  world.clock.advance(3 * HOUR_MS);
  const timer = { kind: 'check-run', dueAt: world.clock.now(), ...aTicket(), runId: aRun().runId } as const;

  expect(await advanceRun(world.advance, { type: 'TimerDue', timer })).toBe('settled: succeeded');
});

test('a late report is honoured', async () => {
  const world = await aRunningWorld();
  const failure = { kind: 'infrastructure', reason: 'it fell silent' } as const;
  await world.runs.end(aRun().runId, { status: 'timed_out', at: world.clock.now(), failure });
  await advanceRun(world.advance, { ...REPORTED, type: 'RunEnded' });

  await report(world);

  expect(await world.tickets.read(aTicket())).toMatchObject({ status: 'pr_ready', next: undefined });
  expect(await markers(world)).toEqual(['trigger', 'ready_for_review']);
});

test('a freed slot is offered to what waits for it, our own repeats first', async () => {
  const world = await aRunningWorld();
  const { createdAt } = aTicket();
  const waiting = {
    reason: 'at_capacity',
    detail: '',
    priority: 1,
    createdAt,
    bucketId: BUCKET,
    mappingId: aMapping().mappingId,
  } as const;
  const { now } = world.clock;
  const { mappingId } = waiting;
  const next = { runId: 'repeat', phase: 'implementation', mappingId, bucketId: BUCKET, attempt: 2 } as const;
  await world.buckets.saveLimit({ bucketId: BUCKET, tracker: 'linear', limit: 2 });
  await world.tickets.write(aTicketRecord({ ticketId: 'urgent', waiting }));
  await world.tickets.write(aTicketRecord({ ticketId: 'later', waiting: { ...waiting, priority: 4 } }));
  await world.tickets.write(
    aTicketRecord({ ticketId: 'repeated', status: 'implementing', next: { ...next, notBefore: now() } }),
  );

  await report(world);

  expect(world.candidates.waiting().map((candidate) => candidate.ticketId)).toEqual(['repeated', 'urgent']);
});

/** Lets a tracker be down for six hours from the moment at which a result arrives. */
async function sixHoursDown(world: World, time: Days) {
  world.tracker.faults.goDown();
  await report(world);
  const freed = await slots(world);
  for (let hour = 0; hour < 6; hour += 1) {
    await advanceRun(world.advance, { ...REPORTED, type: 'PullRequestOpened' });
    await time.pass(60);
  }
  world.tracker.faults.comeUp();
  await time.pass(16);
  return freed;
}

test('a tracker that is down for six hours holds no slot, and shows everything once afterwards', async () => {
  const world = await aRunningWorld();
  const time = days(world);

  const freed = await sixHoursDown(world, time);

  expect(freed).toEqual([]);
  expect(await markers(world)).toEqual(['trigger', 'ready_for_review']);
  expect(comments(world)).toEqual([expect.stringContaining(aReport().prUrl ?? '')]);
  expect([time.queues.dead, world.timers.waiting(), world.executor.orders]).toEqual([0, [], 0]);
});

test('a tracker that stays down is asked every 15 minutes at last', async () => {
  const world = await aRunningWorld();
  world.tracker.faults.goDown();

  await report(world);
  const before = world.tracker.calls.show;
  await days(world).pass(120);

  // After 1, 3, 7, 15, 30, 45, 60, 75, 90 and 105 minutes.
  expect(world.tracker.calls.show - before).toBe(10);
});

test('a ticket closed while its repeat waits is not pursued', async () => {
  const world = await aRunningWorld();
  const failure = { kind: 'infrastructure', reason: 'it fell silent' } as const;
  await world.runs.end(aRun().runId, { status: 'timed_out', at: world.clock.now(), failure });
  await advanceRun(world.advance, { ...REPORTED, type: 'RunEnded' });
  world.tracker.put(aTicket({ isClosed: true, markers: ['trigger', 'working'] }));
  world.clock.advance(MINUTE_MS);

  await advanceRun(world.advance, {
    type: 'TimerDue',
    timer: { kind: 'offer-next', dueAt: plus(world.clock.now(), 0), ...aTicket() },
  });

  expect(await world.tickets.read(aTicket())).toMatchObject({ status: 'cancelled', next: undefined });
  expect(await markers(world)).toEqual([]);
  expect(comments(world)).toEqual([expect.stringMatching(/^🛑 Implementation cancelled: the ticket was closed/)]);
  expect(world.candidates.waiting()).toEqual([]);
});

test('the news of an older run that was refused does not lift the 24-hour rule of a newer one', async () => {
  const world = await aWorld();
  const at = world.clock.now();
  await world.runs.reserve(aRun({ status: 'failed', failure: { kind: 'mapping', reason: 'refused' }, endedAt: at }));
  await world.dispatchRecords.claim({ ...aTicket(), phase: 'implementation', at, runId: 'newer' });
  await world.dispatchRecords.release(aTicket(), 'newer', at);

  await advanceRun(world.advance, { type: 'RunEnded', ...aTicket(), runId: aRun().runId });

  expect(await world.dispatchRecords.read(aTicket())).toMatchObject({ phases: { implementation: { runId: 'newer' } } });
});

test('the repeat of a run that was cut off before it was dispatched is not held by the dispatch of the run before', async () => {
  const world = await aWorld();
  const at = world.clock.now();
  const cutOff = { kind: 'infrastructure', code: 'dispatch_cut_off', reason: 'cut off' } as const;
  const never = {
    status: 'failed',
    dispatchesTaken: 0,
    dispatchesAllowed: 0,
    failure: cutOff,
    retryOf: 'first',
  } as const;
  await world.runs.reserve(aRun({ ...never, attempt: 2 }));
  await world.dispatchRecords.claim({ ...aTicket(), phase: 'implementation', at, runId: 'first' });
  await world.dispatchRecords.release(aTicket(), 'first', at);

  await advanceRun(world.advance, { type: 'RunEnded', ...aTicket(), runId: aRun().runId });

  expect(await world.dispatchRecords.read(aTicket())).toMatchObject({ phases: {} });
});
