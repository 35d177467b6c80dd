import { expect, test } from 'vitest';
import { retryTicket } from '../../functions/admin/tickets/retry-ticket.ts';
import { showTicket } from '../../functions/advance-run/show-ticket.ts';
import { dispatchRun } from '../../functions/dispatch-run/dispatch-run.ts';
import { pollTickets } from '../../functions/poll-tickets/poll-tickets.ts';
import type { MappingSettings, MappingState } from '../../shared/domain/mapping.ts';
import type { MarkerChange } from '../../shared/domain/marker-change.ts';
import { planCommentsOf } from '../../shared/domain/plan.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { HOUR_MS, plus, SECOND_MS } from '../../shared/domain/time.ts';
import { aCandidate } from '../builders/a-candidate.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { anApproval, aPlan } from '../builders/a-plan.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { days } from './days.ts';
import { aWorld, BUCKET, type World } from './world.ts';

const { ticketId } = aTicket();
const { mappingId } = aMapping();
const UNMARKED = aTicket({ markers: [], labels: [] });
const BY_HAND = { planningEnabled: true, autoApprovePlans: false };

const record = (world: World) => world.tickets.read(aTicket());
const phases = (world: World) => world.executor.executions.map(({ request }) => request.phase);
const retry = (world: World) => retryTicket({ ...world }, aTicket());

/** The ticket failed in this phase an hour ago, which was shown. */
async function failed(world: World, phase: 'planning' | 'implementation', overrides: Partial<TicketRecord> = {}) {
  const status = `${phase}_failed` as const;
  const shownAt = plus(world.clock.now(), -HOUR_MS);
  const shown = { status, shownStage: status, shownAt, mappingId, bucketId: BUCKET };
  await world.tickets.write(aTicketRecord({ ...shown, ...overrides }));
}

async function changeMapping(world: World, change: Partial<MappingSettings & MappingState>) {
  const standing = await world.mappings.read(mappingId);
  if (standing !== undefined) await world.mappings.save({ ...standing, ...change });
}

/** A tracker on which nobody made the value that is to be shown. */
function withoutValues(world: World) {
  const show = async (_ticketId: string, { stage }: MarkerChange) =>
    ({ outcome: 'value_missing', field: 'AI-Implement Status', value: stage }) as const;
  world.advance.trackers = { linear: { ...world.tracker, show } };
}

test('a retry that its repository refuses comes again once the mapping is resumed', async () => {
  const world = await aWorld({ tickets: [UNMARKED] });
  await failed(world, 'implementation');
  const time = days(world, 'works');
  world.executor.refuseOnce({ outcome: 'refused', concerns: 'mapping', reason: 'no workflow file' });
  await retry(world);
  await time.pass(5);
  expect(await world.mappings.read(mappingId)).toHaveProperty('suspended.reason', 'no workflow file');

  await changeMapping(world, { suspended: undefined });
  await time.pass(60);

  expect(phases(world)).toEqual(['implementation']);
});

test('a plan that came of a retry in the admin UI is approved by the label, as its comment says', async () => {
  const world = await aWorld({ mapping: BY_HAND, tickets: [UNMARKED] });
  await failed(world, 'planning');
  const time = days(world, 'works');
  await retry(world);
  await time.pass(5);
  expect(await record(world)).toMatchObject({ status: 'awaiting_approval', shownStage: 'awaiting_approval' });
  expect(world.tracker.commentsOn(ticketId).at(-1)?.body).toContain('add the label `Plan-Approved`');

  const ticket = await world.tracker.read(ticketId);
  world.tracker.put({ ...aTicket(), markers: [...(ticket?.markers ?? []), 'plan_approved'] });
  await time.pass(60);

  expect(phases(world)).toEqual(['planning', 'implementation']);
});

test('a trigger that was listed before we took it off is no wish, however long the listing took', async () => {
  const world = await aWorld();
  const ended = { runId: 'r', endedRunId: 'r', failuresInARow: { implementation: 1 } };
  const dispatchedAt = { implementation: plus(world.clock.now(), -600 * SECOND_MS) };
  await failed(world, 'implementation', { ...ended, dispatchedAt, shownStage: 'implementing', shownAt: undefined });
  const slow = {
    ...world.tracker,
    // Its first page holds our ticket; while the others are fetched, our removal is shown.
    async marked() {
      const listed = await world.tracker.marked();
      world.clock.advance(SECOND_MS);
      await showTicket(world.advance, aTicket());
      world.clock.advance(32 * SECOND_MS);
      return listed;
    },
  };

  await pollTickets({ ...world.poll, trackers: [slow] });

  expect(world.candidates.waiting()).toEqual([]);
});

test('a plan that was made for one repository is not implemented in another, but made anew', async () => {
  const world = await aWorld({ mapping: BY_HAND });
  const ticketHash = world.ids.hashOf(JSON.stringify([aTicket().title, aTicket().description]));
  const approval = anApproval();
  const next = { runId: approval.runId, phase: 'implementation', mappingId, bucketId: BUCKET, attempt: 1 } as const;
  const plan = { ...aPlan({ ticketHash, repository: 'acme/backend' }), approval };
  const ready = { status: 'plan_complete', mappingId, bucketId: BUCKET, plan } as const;
  await world.tickets.write(aTicketRecord({ ...ready, next: { ...next, notBefore: world.clock.now() } }));
  world.tracker.put(aTicket({ markers: ['trigger', 'plan_complete'] }));
  await changeMapping(world, { repo: 'frontend' });

  await dispatchRun(world.dispatch, aCandidate({ runId: approval.runId }));

  const run = await world.runs.read(approval.runId);
  const context = await world.runs.readContext(approval);
  expect({ repo: run?.repo, plan: context?.planningContext }).not.toEqual({ repo: 'frontend', plan: approval.text });
  await days(world, 'works').pass(1);
  const { repo } = (await world.runs.read(world.executor.executions[0]?.runId ?? '')) ?? {};
  expect({ phases: phases(world), repo }).toEqual({ phases: ['planning'], repo: 'frontend' });
  expect(world.tracker.commentsOn(ticketId)[0]?.body).toContain('The repository of this ticket is another one');
});

test('without retries by marking, a ticket that changed since it was planned is planned anew a day later', async () => {
  const world = await aWorld({ isRetryByMarking: false, mapping: { planningEnabled: true } });
  world.tracker.put(aTicket({ markers: ['trigger', 'plan_complete'], description: 'Changed since.' }));
  const longAgo = plus(world.clock.now(), -30 * HOUR_MS);
  const ended = { runId: 'i', endedRunId: 'i', runAt: longAgo, failuresInARow: { implementation: 1 } };
  const dispatchedAt = { planning: longAgo, implementation: longAgo };
  const plan = { ...aPlan(), approval: anApproval() };
  await failed(world, 'implementation', { ...ended, dispatchedAt, plan, shownAt: longAgo });

  await days(world, 'works').pass(120);

  expect(phases(world)).toEqual(['planning', 'implementation']);
});

test('a tracker that could not take the trigger off has not confirmed that it is off', async () => {
  const world = await aWorld({ mapping: { planningEnabled: true } });
  withoutValues(world);

  await days(world, 'fails').pass(120);

  expect(phases(world)).toEqual(['planning']);
});

test('where the values are missing, a marker that stood before the plan does not approve it', async () => {
  const world = await aWorld({ mapping: BY_HAND });
  world.tracker.put(aTicket({ markers: ['trigger', 'plan_complete', 'plan_approved'] }));
  withoutValues(world);

  await days(world, 'works').pass(30);

  expect(phases(world)).toEqual(['planning']);
});

test('a retry after planning anew failed plans again, and does not implement the plan that was thrown away', async () => {
  const world = await aWorld({ mapping: BY_HAND, tickets: [aTicket()] });
  await failed(world, 'implementation', { plan: { ...aPlan(), approval: anApproval() } });
  const time = days(world, 'fails', 'works');
  await time.pass(30);
  expect(await record(world)).toMatchObject({ status: 'planning_failed' });

  await retry(world);
  await time.pass(10);

  expect(phases(world)).toEqual(['planning', 'planning']);
});

test('an approved plan whose repository refuses its run is implemented once the mapping is resumed, without a new plan', async () => {
  const world = await aWorld({ mapping: { planningEnabled: true } });
  const time = days(world, 'works');
  await time.pass(1);
  world.executor.refuseOnce({ outcome: 'refused', concerns: 'mapping', reason: 'no workflow file' });
  await time.pass(30);
  expect(await record(world)).toMatchObject({
    status: 'ready',
    shownStage: 'plan_complete',
    waiting: { reason: 'suspended' },
  });

  await changeMapping(world, { suspended: undefined });
  await time.pass(10);

  expect(phases(world)).toEqual(['planning', 'implementation']);
});

test('a label that approves a plan whose comments were all deleted has it planned anew, in comments that can be seen', async () => {
  const world = await aWorld({ mapping: BY_HAND });
  const time = days(world, 'works');
  await time.pass(5);
  const plan = (await record(world))?.plan ?? expect.unreachable();
  const deleted = planCommentsOf(aTicket(), plan, world.ids.uuidFrom).map(({ commentId }) => commentId);
  for (const commentId of deleted) world.tracker.editComment(ticketId, commentId, undefined);
  const ticket = await world.tracker.read(ticketId);
  world.tracker.put({ ...aTicket(), markers: [...(ticket?.markers ?? []), 'plan_approved'] });
  await time.pass(10);

  expect(phases(world)).toEqual(['planning', 'planning']);
  expect(await record(world)).toMatchObject({ status: 'awaiting_approval' });
  const standing = world.tracker.commentsOn(ticketId);
  expect(standing.some(({ commentId }) => deleted.includes(commentId))).toBe(false);
  expect(standing.filter(({ body }) => body.includes('AI Planning'))).toHaveLength(2);
});

test('without retries by marking, a plan that a person approves is implemented though the last try was less than a day ago', async () => {
  const world = await aWorld({ isRetryByMarking: false, mapping: BY_HAND });
  const [longAgo, lately] = [plus(world.clock.now(), -30 * HOUR_MS), plus(world.clock.now(), -HOUR_MS)];
  const lastTry = { ...aTicket(), phase: 'implementation', runId: 'i', at: lately } as const;
  await world.dispatchRecords.claim(lastTry);
  await world.dispatchRecords.release(aTicket(), 'i', lately);
  const dispatchedAt = { planning: longAgo, implementation: lately };
  await failed(world, 'implementation', { runId: 'i', endedRunId: 'i', runAt: lately, dispatchedAt, shownAt: lately });
  const time = days(world, 'works');
  await time.pass(5);
  const ticket = await world.tracker.read(ticketId);
  world.tracker.put({ ...aTicket(), markers: [...(ticket?.markers ?? []), 'plan_approved'] });
  await time.pass(10);

  expect(phases(world)).toEqual(['planning', 'implementation']);
});

test("a person's edit of a plan's comment stays, though we never heard that the comment was posted", async () => {
  const world = await aWorld({ mapping: BY_HAND });
  const time = days(world, 'works');
  await time.pass(1);
  world.tracker.faults.loseAnswerOnce('comment');
  await time.minute();
  const [posted] = world.tracker.commentsOn(ticketId);
  world.clock.advance(SECOND_MS);
  world.tracker.editComment(ticketId, posted?.commentId ?? '', 'A better plan.');
  await time.pass(30);

  expect(await record(world)).toMatchObject({
    status: 'awaiting_approval',
    comments: [],
    shownStage: 'awaiting_approval',
  });
  expect(world.tracker.commentsOn(ticketId).map(({ body }) => body)).toContain('A better plan.');
});
