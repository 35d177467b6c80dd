import { expect, test } from 'vitest';
import { advanceRun } from '../../../functions/advance-run/advance-run.ts';
import type { LifecycleEvent } from '../../../shared/contract/events.ts';
import { planCommentsOf, ticketText } from '../../../shared/domain/plan.ts';
import type { Marker, Ticket } from '../../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../../shared/domain/ticket-record.ts';
import { HOUR_MS, MINUTE_MS, plus, SECOND_MS } from '../../../shared/domain/time.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { anAwaitingRecord, aPlan } from '../../builders/a-plan.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { APPROVER, ORGANIZATION } from '../../fakes/fake-tracker.ts';
import { days } from '../days.ts';
import { aWorld, BUCKET, type World, type WorldOptions } from '../world.ts';

const { tracker, ticketId } = aTicket();
const { mappingId } = aMapping();
const OTHER = '7f9c2a44-0000-4000-8000-000000000002';

let arrivals = 0;
function notice(world: World, overrides: Partial<Extract<LifecycleEvent, { type: 'TicketNoticed' }>> = {}) {
  arrivals += 1;
  const arrival = { arrivalId: `arrival-${arrivals}`, heardAt: world.clock.now() };
  return advanceRun(world.advance, { type: 'TicketNoticed', tracker, ticketId, ...arrival, ...overrides });
}

const record = (world: World) => world.tickets.read(aTicket());
const offered = (world: World) => world.candidates.waiting().map(({ ticketId: id, phase }) => `${id} ${phase}`);
const timers = (world: World) => world.timers.waiting().map(({ kind, dueAt }) => `${kind} ${dueAt}`);
const ago = (world: World, ms: number) => plus(world.clock.now(), -ms);

/** People change the ticket. */
async function change(world: World, by: (ticket: Ticket) => Partial<Ticket>) {
  const ticket = (await world.tracker.read(ticketId)) ?? expect.unreachable();
  world.tracker.put({ ...ticket, ...by(ticket) });
}
const without = (marker: Marker) => (ticket: Ticket) => ({ markers: ticket.markers.filter((one) => one !== marker) });

/** The ticket failed so long ago, which was shown. */
async function failed(world: World, agoMs: number, overrides: Partial<TicketRecord> = {}) {
  const shown = { status: 'implementation_failed', shownStage: 'implementation_failed' } as const;
  const at = { runAt: ago(world, HOUR_MS), shownAt: ago(world, agoMs), mappingId, bucketId: BUCKET };
  await world.tickets.write(aTicketRecord({ ...shown, ...at, ...overrides }));
}

test('a new mark is offered at once', async () => {
  const world = await aWorld();

  expect(await notice(world)).toBe('offered');
  expect(offered(world)).toEqual([`${ticketId} implementation`]);
  expect(await record(world)).toMatchObject({ status: 'ready', mappingId, offered: { at: world.clock.now() } });
});

test('told of twice, it is offered once; a poll in between offers it no second time', async () => {
  const world = await aWorld();
  const time = days(world, 'silent');
  await notice(world);
  expect(await notice(world)).toBe('offered already');
  await time.pass(2);
  expect(await notice(world)).toMatch(/^left/);

  expect(world.executor.executions).toHaveLength(1);
});

test.each<[string, WorldOptions, string, string | undefined]>([
  ['no mapping covers', { mapping: { teamKey: 'OPS' } }, 'waits: no_mapping', 'no_mapping'],
  ['whose mapping is paused', { mapping: { paused: true } }, 'waits: paused', 'paused'],
  ['that another blocks', { tickets: [aTicket({ blockedBy: ['ENG-9'] })] }, 'waits: blocked_by', 'blocked_by'],
  [
    'that says that it runs',
    { tickets: [aTicket({ markers: ['trigger', 'working'] })] },
    'waits: stale_label',
    'stale_label',
  ],
  ['without the trigger', { tickets: [aTicket({ markers: [] })] }, 'left: nothing is asked for', undefined],
  ['that is closed', { tickets: [aTicket({ isClosed: true })] }, 'left: nothing is asked for', undefined],
  ['that nobody finds', { tickets: [] }, 'left: nothing is asked for', undefined],
])('a ticket %s is not offered, and why is said', async (_, options, outcome, reason) => {
  const world = await aWorld(options);

  expect(await notice(world)).toBe(outcome);
  expect(offered(world)).toEqual([]);
  expect((await record(world))?.waiting?.reason).toBe(reason);
});

test('where no slot is free it waits, and is offered when one is freed', async () => {
  const others = [OTHER].map((id) => aTicket({ ticketId: id, key: 'ENG-2', priority: 1 }));
  const world = await aWorld({ mapping: { maxInProgress: 1 }, tickets: [aTicket({ priority: 4 }), ...others] });
  await notice(world, { ticketId: OTHER });
  await days(world, 'works').queues.deliver();

  expect(await notice(world)).toBe('waits: at_capacity');
  expect(await record(world)).toMatchObject({ waiting: { reason: 'at_capacity', bucketId: BUCKET, priority: 4 } });
});

test('what waits and comes first by priority is offered before it', async () => {
  const urgent = aTicket({ ticketId: OTHER, key: 'ENG-2', priority: 1 });
  const world = await aWorld({ mapping: { maxInProgress: 1 }, tickets: [aTicket({ priority: 4 }), urgent] });
  const place = { bucketId: BUCKET, mappingId, phase: 'implementation', priority: 1 } as const;
  const waiting = { reason: 'at_capacity', detail: '', createdAt: urgent.createdAt, ...place } as const;
  await world.tickets.write(aTicketRecord({ ticketId: OTHER, waiting }));

  expect(await notice(world)).toBe('waits: at_capacity');
  expect(offered(world)).toEqual([`${OTHER} implementation`]);
});

test('a delivery of another organization starts nothing', async () => {
  const world = await aWorld();

  expect(await notice(world, { organizationId: 'organization-2' })).toBe('left: it is of another organization');
  expect(offered(world)).toEqual([]);
  expect(await notice(world, { organizationId: ORGANIZATION })).toBe('offered');
});

test('a tracker that does not answer is asked by the poll', async () => {
  const world = await aWorld();
  world.tracker.faults.goDown();

  expect(await notice(world)).toBe('left: the ticket cannot be read');
  expect(await record(world)).toBeUndefined();
});

test('the trigger put back after a failure is a wish, which lifts the 24-hour rule once', async () => {
  const world = await aWorld();
  await failed(world, 10 * MINUTE_MS, { dispatchedAt: { implementation: ago(world, HOUR_MS) } });

  expect(await notice(world)).toBe('offered');
  expect(offered(world)).toEqual([`${ticketId} implementation`]);
  expect(await record(world)).toMatchObject({ status: 'ready', dispatchedAt: {} });
  expect(await world.audit.ofDay(world.clock.now().slice(0, 10))).toMatchObject([
    { action: 'retry-by-marking', actor: 'webhook' },
  ]);
});

test('put back sooner than the tracker can be believed, it is looked at again when it can', async () => {
  const world = await aWorld();
  await failed(world, 10 * SECOND_MS);
  await notice(world);
  expect(offered(world)).toEqual([]);
  expect(timers(world)).toEqual([`take-notice ${plus(world.clock.now(), 20 * SECOND_MS)}`]);

  await days(world, 'works').pass(3);
  expect(world.executor.executions).toHaveLength(1);
});

test('with RETRY_BY_MARKING off it waits for the 24 hours', async () => {
  const world = await aWorld({ isRetryByMarking: false });
  await failed(world, 10 * MINUTE_MS, { dispatchedAt: { implementation: ago(world, HOUR_MS) } });

  expect(await notice(world)).toBe('waits: dispatched_recently');
});

test.each<[string, (ticket: Ticket) => Partial<Ticket>, string]>([
  ['whose trigger is taken off', without('trigger'), 'ticket_unmarked'],
  ['that is closed', () => ({ isClosed: true }), 'ticket_closed'],
])('the run of a ticket %s is cancelled at once', async (_, by, code) => {
  const world = await aWorld();
  const time = days(world, 'silent');
  await time.pass(4);
  await change(world, by);
  await notice(world);

  const [execution] = world.executor.executions;
  expect(execution?.state).not.toBe('in_progress');
  expect(await world.runs.read(execution?.runId ?? '')).toMatchObject({ status: 'cancelled', failure: { code } });
});

test('a mapping may let its runs go on', async () => {
  const world = await aWorld({ mapping: { cancelWhenUnmarked: false } });
  await days(world, 'silent').pass(4);
  await change(world, without('trigger'));

  expect(await notice(world)).toBe('left: its mapping lets the run go on');
  expect(world.executor.executions).toMatchObject([{ state: 'in_progress' }]);
});

test('an unmarked ticket whose run has just begun is looked at again when the tracker can be believed', async () => {
  const world = await aWorld();
  await world.tickets.write(aTicketRecord({ status: 'implementing', runAt: ago(world, 5 * SECOND_MS) }));
  await change(world, without('trigger'));
  await notice(world);

  expect(timers(world)).toEqual([`take-notice ${plus(world.clock.now(), 25 * SECOND_MS)}`]);
});

test.each([
  ['at once', HOUR_MS, 1],
  ['when the tracker can be believed', 5 * SECOND_MS, 0],
])('a plan that a person approved by label is gone on with %s', async (_, agoMs, offers) => {
  const ticket = aTicket({ markers: ['trigger', 'plan_complete', 'plan_approved'] });
  const world = await aWorld({ mapping: { planningEnabled: true, autoApprovePlans: false }, tickets: [ticket] });
  const plan = aPlan({ ticketHash: world.ids.hashOf(ticketText(ticket)) });
  for (const { commentId } of planCommentsOf(ticket, plan, world.ids.uuidFrom))
    await world.tracker.comment(ticketId, { commentId, body: 'Do it.' });
  await world.tickets.write(anAwaitingRecord({ plan, mappingId, shownAt: ago(world, agoMs) }));
  await notice(world);
  expect(offered(world)).toHaveLength(offers);

  await days(world, 'works').pass(3);
  expect(world.executor.executions.map(({ request }) => request.phase)).toEqual(['implementation']);
  expect(await record(world)).toMatchObject({ plan: { approval: { by: `${APPROVER} (linear)` } } });
});

test('our own writing wakes nothing and sets no timer', async () => {
  const world = await aWorld();
  const time = days(world, 'works');
  for (let minute = 0; minute < 10; minute += 1) {
    const before = { timers: timers(world), offered: offered(world), record: await record(world) };
    const isOver = (await notice(world)).startsWith('offered');
    if (!isOver)
      expect({ timers: timers(world), offered: offered(world), record: await record(world) }).toEqual(before);
    await time.pass(1);
  }

  expect(world.executor.executions).toHaveLength(1);
  expect(await record(world)).toMatchObject({ status: 'pr_ready' });
});

test('a ticket that nothing blocks any more is offered when its blocker is closed', async () => {
  const blocked = aTicket({ ticketId: OTHER, key: 'ENG-2', blockedBy: ['ENG-1'] });
  const world = await aWorld({ tickets: [aTicket({ markers: [] }), blocked] });
  await notice(world, { ticketId: OTHER });
  expect(offered(world)).toEqual([]);
  await change(world, () => ({ isClosed: true }));
  world.tracker.put({ ...blocked, blockedBy: [] });

  expect(await notice(world)).toBe('left: nothing is asked for; 1 that it blocked were looked at');
  expect(offered(world)).toEqual([`${OTHER} implementation`]);
});

test('of what a closed ticket blocked only that is offered which nothing else blocks, and which is marked still', async () => {
  const ids = ['2', '3', '4'].map((end) => ticketId.replace(/1$/, end));
  const blocked = ids.map((id, index) => aTicket({ ticketId: id, key: `ENG-${index + 2}`, blockedBy: ['ENG-1'] }));
  const world = await aWorld({ tickets: [aTicket({ markers: [] }), ...blocked] });
  for (const id of ids) await notice(world, { ticketId: id });
  await change(world, () => ({ isClosed: true }));
  const [free, held, unmarked] = blocked as [Ticket, Ticket, Ticket];
  world.tracker.put({ ...free, blockedBy: [] });
  world.tracker.put({ ...held, blockedBy: ['ENG-9'] });
  world.tracker.put({ ...unmarked, blockedBy: [], markers: [] });
  await notice(world);

  expect(offered(world)).toEqual([`${free.ticketId} implementation`]);
});
