import { expect, test } from 'vitest';
import { advanceRun } from '../../functions/advance-run/advance-run.ts';
import { dispatchRun } from '../../functions/dispatch-run/dispatch-run.ts';
import { failureBy } from '../../shared/domain/failures/failures.ts';
import { planCommentName, ticketText } from '../../shared/domain/plan.ts';
import { HOUR_MS, plus } from '../../shared/domain/time.ts';
import { aCandidate } from '../builders/a-candidate.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { anAwaitingRecord, aPlan } from '../builders/a-plan.ts';
import { aReport } from '../builders/a-report.ts';
import { aRun } from '../builders/a-run.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { aWorld, BUCKET, type World } from './world.ts';

// Each of these stands on one line of the product, which no other test holds.

const { runId } = aRun();
const { mappingId } = aMapping();
const due = (world: World, kind: 'check-run' | 'offer-next') => ({
  kind,
  dueAt: world.clock.now(),
  ...aTicket(),
  runId,
});
const look = (world: World, kind: 'check-run' | 'offer-next') =>
  advanceRun(world.advance, { type: 'TimerDue', timer: due(world, kind) });
const stops = (world: World) => world.trace.calls.filter((call) => call === 'executor.cancel').length;

test.each([
  [true, 0],
  [false, 1],
])('a run that was given up is stopped once more, unless it reported (%s)', async (isReported, stopped) => {
  const world = await aWorld();
  await world.runs.reserve(aRun({ status: 'timed_out', failure: failureBy('fell_silent') }));
  if (isReported) await world.runs.putReport(runId, { report: aReport(), receivedAt: world.clock.now() });

  await look(world, 'check-run');

  expect(stops(world)).toBe(stopped);
});

test('the reminder of a next run comes when it is due, not before', async () => {
  const world = await aWorld();
  const notBefore = plus(world.clock.now(), 3 * HOUR_MS);
  const next = { runId: 'next', phase: 'implementation', mappingId, bucketId: BUCKET, attempt: 2, notBefore } as const;
  await world.tickets.write(aTicketRecord({ status: 'implementing', next }));

  await look(world, 'offer-next');

  expect(world.timers.waiting()).toMatchObject([{ kind: 'offer-next', dueAt: notBefore }]);
});

test('the link of the first pull request stays, whatever an older run tells late', async () => {
  const world = await aWorld();
  const first = 'https://github.test/acme/backend/pull/1';
  const later = { runId: 'newer', runAt: plus(aRun().reservedAt, HOUR_MS), prUrl: first };
  await world.tickets.write(aTicketRecord({ ...later, status: 'implementing', shownStage: 'implementing' }));
  await world.runs.reserve(
    aRun({ status: 'failed', prUrl: first.replace('/1', '/2'), failure: failureBy('fell_silent') }),
  );

  await advanceRun(world.advance, { type: 'RunEnded', ...aTicket(), runId });

  expect(await world.tickets.read(aTicket())).toMatchObject({ prUrl: first });
});

test('a surplus candidate that was cut off says nothing of a ticket whose other run is at work', async () => {
  const world = await aWorld();
  const never = { dispatchesTaken: 0, dispatchesAllowed: 0, failure: failureBy('dispatch_cut_off') };
  await world.runs.reserve(aRun({ status: 'failed', ...never }));
  await world.dispatchRecords.claim({ ...aTicket(), phase: 'implementation', runId: 'at work', at: world.clock.now() });
  await world.tickets.write(aTicketRecord({ mappingId }));

  await advanceRun(world.advance, { type: 'RunEnded', ...aTicket(), runId });

  expect(await world.tickets.read(aTicket())).toMatchObject({ status: 'ready', version: 1 });
});

/** A run that fell silent, whose report is stored while its executor is asked how it fares. */
async function reportingWhileAsked() {
  const world = await aWorld();
  const at = plus(world.clock.now(), -HOUR_MS);
  await world.runs.reserve(aRun({ status: 'running', startedAt: at, heartbeatAt: at }));
  const state = async () => {
    await world.runs.putReport(runId, { report: aReport(), receivedAt: world.clock.now() });
    return { ended: 'failure' };
  };
  return { world, deps: { ...world.advance, executor: { ...world.advance.executor, state } } };
}

test('a report that is stored while the executor is asked beats what the executor says', async () => {
  const { world, deps } = await reportingWhileAsked();
  const timer = { kind: 'check-run', dueAt: world.clock.now(), ...aTicket(), runId } as const;

  await advanceRun(deps, { type: 'TimerDue', timer });

  expect(await world.runs.read(runId)).toMatchObject({ status: 'succeeded' });
});

test('so it does where GitHub told that the workflow run is over, and is left to its own event', async () => {
  const { world, deps } = await reportingWhileAsked();

  await advanceRun(deps, { type: 'WorkflowRunEnded', runId, arrivalId: 'one' });

  expect(await world.runs.read(runId)).toMatchObject({ status: 'running' });
});

test('a run whose reservation is repeated, since its answer was lost, is ordered by whoever made it', async () => {
  const world = await aWorld();
  const { runs } = world.dispatch;
  const reserve: typeof runs.reserve = async (run) => {
    await runs.reserve(run);
    return runs.reserve(run);
  };
  const candidate = aCandidate({ offeredAt: world.clock.now() });

  expect(await dispatchRun({ ...world.dispatch, runs: { ...runs, reserve } }, candidate)).toBe('dispatched');

  expect(world.executor.executions).toMatchObject([{ runId }]);
});

/** A plan that waits, in a mapping that approves plans by itself or has people do so. */
async function aWorldThatWaits(autoApprovePlans: boolean) {
  const ticket = aTicket({ markers: ['trigger', 'plan_complete'] });
  const world = await aWorld({ mapping: { planningEnabled: true, autoApprovePlans }, tickets: [ticket] });
  for (const key of ['architecture', 'test-plan'] as const)
    await world.tracker.comment(ticket.ticketId, {
      commentId: world.ids.uuidFrom(planCommentName(ticket, key)),
      body: key,
    });
  const plan = aPlan({ ticketHash: world.ids.hashOf(ticketText(ticket)) });
  await world.tickets.write(anAwaitingRecord({ plan, shownAt: plus(world.clock.now(), -HOUR_MS) }));
  const seen = { ...ticket, runId: plan.runId, seenAt: world.clock.now() };
  return { world, ticket, seen };
}

type Liveness = 'claimed and not written yet' | 'live' | 'over' | 'absent';

/** The dispatch record names a run of the ticket that its ticket record does not know. */
async function aRunThatIs(world: World, liveness: Liveness) {
  if (liveness === 'absent') return;
  const claim = { ...aTicket(), phase: 'planning', runId, at: world.clock.now() } as const;
  await world.dispatchRecords.claim(claim);
  if (liveness === 'live') await world.runs.reserve(aRun({ phase: 'planning' }));
  if (liveness === 'over') await world.runs.reserve(aRun({ phase: 'planning', status: 'failed' }));
}

test.each([
  ['claimed and not written yet', 'awaiting_approval'],
  ['live', 'awaiting_approval'],
  ['over', 'plan_complete'],
  ['absent', 'plan_complete'],
] as const)(
  'a plan is approved by its mapping while the run that would replace it is %s: %s',
  async (liveness, status) => {
    const { world, seen } = await aWorldThatWaits(true);
    await aRunThatIs(world, liveness);

    await advanceRun(world.advance, { type: 'PlanApproved', ...seen });

    expect(await world.tickets.read(aTicket())).toMatchObject({ status });
  },
);

test.each([
  ['claimed and not written yet', 'awaiting_approval'],
  ['live', 'awaiting_approval'],
  ['over', 'plan_complete'],
  ['absent', 'plan_complete'],
] as const)(
  'a plan is approved by a person while the run that would replace it is %s: %s',
  async (liveness, status) => {
    const { world, ticket, seen } = await aWorldThatWaits(false);
    world.tracker.put({ ...ticket, markers: [...ticket.markers, 'plan_approved'] });
    await aRunThatIs(world, liveness);

    await advanceRun(world.advance, { type: 'PlanApproved', ...seen });

    expect(await world.tickets.read(aTicket())).toMatchObject({ status });
  },
);

test.each([
  ['claimed and not written yet', undefined],
  ['live', undefined],
  ['over', { phase: 'planning' }],
  ['absent', { phase: 'planning' }],
] as const)(
  'an outdated plan is made anew while the run that the dispatch record names is %s: %s',
  async (liveness, next) => {
    const { world, ticket, seen } = await aWorldThatWaits(false);
    world.tracker.put({ ...ticket, description: 'People want Parquet instead.' });
    await aRunThatIs(world, liveness);

    await advanceRun(world.advance, { type: 'PlanOutdated', ...seen });

    const record = await world.tickets.read(aTicket());
    expect(record?.next?.phase).toBe(next?.phase);
    const dispatched = await world.dispatchRecords.read(aTicket());
    expect(dispatched?.liveRunId).toBe(next === undefined ? runId : undefined);
  },
);
