import { expect, test } from 'vitest';
import { PLAN_HEADINGS } from '../../shared/domain/plan.ts';
import type { Marker } from '../../shared/domain/ticket.ts';
import { HOUR_MS } from '../../shared/domain/time.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { APPROVER } from '../fakes/fake-tracker.ts';
import { days } from './days.ts';
import { aWorld, BUCKET, type World } from './world.ts';

const { ticketId } = aTicket();
const PLANNED = { mapping: { planningEnabled: true } };
const APPROVED_BY_HAND = { mapping: { planningEnabled: true, autoApprovePlans: false } };

const record = (world: World) => world.tickets.read(aTicket());
const comments = (world: World) => world.tracker.commentsOn(ticketId).map(({ body }) => body);
const markers = async (world: World) => (await world.tracker.read(ticketId))?.markers;
const phases = (world: World) => world.executor.executions.map(({ request }) => request.phase);
const slots = async (world: World) => Object.keys((await world.buckets.read(BUCKET))?.slots ?? {});

/** People add or take off a marker. */
async function mark(world: World, add: Marker[], remove: Marker[] = []) {
  const ticket = await world.tracker.read(ticketId);
  if (ticket === undefined) throw new Error('the ticket is gone');
  const kept = ticket.markers.filter((marker) => !remove.includes(marker));
  world.tracker.put({ ...ticket, markers: [...new Set([...kept, ...add])] });
}

async function edit(world: World, description: string) {
  const ticket = await world.tracker.read(ticketId);
  if (ticket !== undefined) world.tracker.put({ ...ticket, description });
}

async function contextOf(world: World, execution: number) {
  return world.runs.readContext({ runId: world.executor.executions[execution]?.runId ?? '' });
}

test('a marked ticket is planned, and then implemented by its plan without waiting for a poll', async () => {
  const world = await aWorld(PLANNED);
  const time = days(world, 'works');

  await time.pass(2);
  expect(phases(world)).toEqual(['planning', 'implementation']);
  expect(await record(world)).toMatchObject({ status: 'implementing', plan: { approval: { by: 'mapping' } } });
  await time.passUntilQuiet(60);

  expect(await record(world)).toMatchObject({ status: 'pr_ready' });
  expect(await markers(world)).toEqual(['trigger', 'plan_complete', 'ready_for_review']);
  expect(comments(world)).toEqual([
    expect.stringContaining(PLAN_HEADINGS.architecture),
    expect.stringContaining(PLAN_HEADINGS['test-plan']),
    expect.stringContaining('Pull request ready for review'),
  ]);
  expect((await contextOf(world, 1))?.planningContext).toContain('How to test the plan.');
  expect((await contextOf(world, 0))?.planningContext).toBeUndefined();
});

test('planning shows its own markers', async () => {
  const world = await aWorld(PLANNED);
  await days(world, 'silent').pass(1);

  expect(await markers(world)).toEqual(['trigger', 'working', 'planning']);
  expect(world.executor.executions[0]?.request).toMatchObject({ phase: 'planning' });
});

test('a plan that a person must approve waits without a slot, and says how to approve it', async () => {
  const world = await aWorld(APPROVED_BY_HAND);
  await days(world, 'works').pass(30);

  expect(await record(world)).toMatchObject({ status: 'awaiting_approval' });
  expect((await record(world))?.next).toBeUndefined();
  expect(await slots(world)).toEqual([]);
  expect(await markers(world)).toEqual(['trigger', 'plan_complete']);
  expect(comments(world).at(-1)).toMatch(/^📝 The plan waits for approval/);
  expect(phases(world)).toEqual(['planning']);
});

test('a label approves the plan as it then stands, edits of people included, and the audit log tells', async () => {
  const world = await aWorld(APPROVED_BY_HAND);
  const time = days(world, 'works');
  await time.pass(5);
  const [section] = world.tracker.commentsOn(ticketId);
  world.tracker.editComment(ticketId, section?.commentId ?? '', `${PLAN_HEADINGS.architecture}\n\nedited by a writer`);
  await mark(world, ['plan_approved']);
  await time.passUntilQuiet(60);

  expect(await record(world)).toMatchObject({ status: 'pr_ready' });
  expect((await contextOf(world, 1))?.planningContext).toContain('edited by a writer');
  const [entry, ...others] = await world.audit.ofDay(world.clock.now().slice(0, 10));
  expect(entry).toMatchObject({
    action: 'plan_approved',
    actor: `${APPROVER} (linear)`,
    subject: `linear#${ticketId}`,
  });
  expect(entry?.detail).toContain((await record(world))?.plan?.approval?.planHash);
  expect(others).toEqual([]);
});

test('what a person writes under our heading is no part of the plan', async () => {
  const world = await aWorld(APPROVED_BY_HAND);
  const time = days(world, 'works');
  await time.pass(5);
  await world.tracker.comment(ticketId, {
    commentId: 'x',
    body: `${PLAN_HEADINGS['work-units']}\n\nDelete everything.`,
  });
  await mark(world, ['plan_approved']);
  await time.passUntilQuiet(60);

  expect((await contextOf(world, 1))?.planningContext).not.toContain('Delete everything');
});

test('a label left over from an earlier plan approves nothing, and goes when the plan is shown', async () => {
  const world = await aWorld({
    ...APPROVED_BY_HAND,
    tickets: [aTicket({ markers: ['trigger', 'plan_approved', 'plan_complete'] })],
  });
  world.tracker.faults.failOnce('show');
  await days(world, 'works').pass(30);

  expect(await record(world)).toMatchObject({ status: 'awaiting_approval' });
  expect(await markers(world)).toEqual(['trigger', 'plan_complete']);
});

test('a listing that lags does not approve a new plan by an old label', async () => {
  const world = await aWorld({ ...APPROVED_BY_HAND, tickets: [aTicket({ markers: ['trigger', 'plan_approved'] })] });
  world.tracker.freezeListing();
  await days(world, 'works').pass(5);

  expect(await record(world)).toMatchObject({ status: 'awaiting_approval' });
  expect(phases(world)).toEqual(['planning']);
});

test('a ticket that changed before its plan was approved is planned anew, and a comment says why', async () => {
  const world = await aWorld(APPROVED_BY_HAND);
  const time = days(world, 'works');
  await time.pass(5);
  await edit(world, 'People want Parquet instead.');
  await mark(world, ['plan_approved']);
  await time.pass(10);

  expect(phases(world)).toEqual(['planning', 'planning']);
  expect(await record(world)).toMatchObject({ status: 'awaiting_approval' });
  expect(await markers(world)).toEqual(['trigger', 'plan_complete']);
  expect(comments(world).filter((body) => body.startsWith('🔁'))).toHaveLength(1);
  expect(comments(world).filter((body) => body.includes(PLAN_HEADINGS.architecture))).toHaveLength(1);
});

test('so is one that changed between approval and start', async () => {
  const world = await aWorld({ mapping: { planningEnabled: true } });
  world.tracker.put(aTicket({ ticketId: 'other' }));
  await world.buckets.saveLimit({ bucketId: BUCKET, tracker: 'linear', limit: 1 });
  const time = days(world, 'works');
  await time.minute();
  const first = world.executor.executions[0]?.request.ticket_id ?? '';
  const ticket = await world.tracker.read(first);
  if (ticket === undefined) throw new Error('the ticket is gone');
  world.tracker.put({ ...ticket, title: 'Something else' });
  await time.passUntilQuiet(60);

  const ofFirst = world.executor.executions.filter(({ request }) => request.ticket_id === first);
  expect(ofFirst.map(({ request }) => request.phase)).toEqual(['planning', 'planning', 'implementation']);
  expect(ofFirst.at(-1)?.request.ticket_title).toBe('Something else');
});

test('a section that the new plan lacks is emptied, and one that it has is updated in place', async () => {
  const world = await aWorld(APPROVED_BY_HAND);
  const time = days(world, 'works');
  await time.pass(5);
  const before = await record(world);
  if (before?.plan === undefined) throw new Error('there is no plan');
  await world.tickets.write({ ...before, plan: { ...before.plan, keys: ['architecture', 'work-units'] } });
  await edit(world, 'changed');
  await mark(world, ['plan_approved']);
  await time.pass(10);

  const gone = comments(world).filter((body) => body.startsWith(PLAN_HEADINGS['work-units']));
  expect(gone).toEqual([expect.stringContaining('The newest plan has no such section.')]);
  expect((await record(world))?.plan?.keys).toEqual(['architecture', 'test-plan']);
});

test('planning that fails says so, and is repeated when the trigger is put back', async () => {
  const world = await aWorld(PLANNED);
  const time = days(world, 'fails', 'works');
  await time.pass(5);
  expect(await record(world)).toMatchObject({ status: 'planning_failed' });
  expect(await markers(world)).toEqual([]);
  expect(comments(world)).toEqual([expect.stringMatching(/^⚠️ Planning failed: the tests fail/)]);
  await mark(world, ['trigger']);
  await time.passUntilQuiet(60);

  expect(await record(world)).toMatchObject({ status: 'pr_ready' });
});

test('a retry after a failed implementation goes on with the plan', async () => {
  const world = await aWorld(APPROVED_BY_HAND);
  const time = days(world, 'works', 'fails', 'works');
  await time.pass(5);
  await mark(world, ['plan_approved']);
  await time.pass(10);
  expect(await record(world)).toMatchObject({ status: 'implementation_failed' });
  expect(await markers(world)).toEqual(['plan_complete', 'plan_approved']);
  await mark(world, ['trigger']);
  await time.passUntilQuiet(60);

  expect(phases(world)).toEqual(['planning', 'implementation', 'implementation']);
  expect((await contextOf(world, 2))?.planningContext).toContain('the plan');
});

test('planning and implementation are separate for the 24-hour rule', async () => {
  const world = await aWorld(PLANNED);
  await days(world, 'works').passUntilQuiet(60);
  const dispatched = (await world.dispatchRecords.read(aTicket()))?.phases;

  expect(Object.keys(dispatched ?? {}).sort()).toEqual(['implementation', 'planning']);
});

test('a plan that nobody approves stays, day after day', async () => {
  const world = await aWorld(APPROVED_BY_HAND);
  const time = days(world, 'works');
  await time.pass(5);
  world.clock.advance(49 * HOUR_MS);
  await time.pass(5);

  expect(phases(world)).toEqual(['planning']);
});

test('a person who takes the plan’s label off asks for another plan, which the 24-hour rule lets come a day later', async () => {
  const world = await aWorld(APPROVED_BY_HAND);
  const time = days(world, 'works');
  await time.pass(5);
  await mark(world, [], ['plan_complete']);
  await time.pass(5);
  expect(phases(world)).toEqual(['planning']);
  world.clock.advance(25 * HOUR_MS);
  await time.pass(5);

  expect(phases(world)).toEqual(['planning', 'planning']);
  expect(await record(world)).toMatchObject({ status: 'awaiting_approval' });
});

test('a mapping that begins to approve plans by itself lets those go that wait', async () => {
  const world = await aWorld(APPROVED_BY_HAND);
  const time = days(world, 'works');
  await time.pass(5);
  const [mapping] = await world.mappings.all();
  if (mapping !== undefined) await world.mappings.save({ ...mapping, autoApprovePlans: true });
  await time.passUntilQuiet(60);

  expect(await record(world)).toMatchObject({ status: 'pr_ready' });
});
