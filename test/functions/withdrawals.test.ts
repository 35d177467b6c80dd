import { expect, test } from 'vitest';
import { retryTicket } from '../../functions/admin/tickets/retry-ticket.ts';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import { pullRequestOf } from '../../shared/domain/pull-request.ts';
import type { Marker, Ticket } from '../../shared/domain/ticket.ts';
import { HOUR_MS, plus } from '../../shared/domain/time.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { type Days, days } from './days.ts';
import { aWorld, BUCKET, type World } from './world.ts';

const { ticketId } = aTicket();
const BY_HAND = { planningEnabled: true, autoApprovePlans: false };
const PR_URL = 'https://github.test/acme/backend/pull/1';

const record = (world: World) => world.tickets.read(aTicket());
const slots = async (world: World) => Object.keys((await world.buckets.read(BUCKET))?.slots ?? {});
const runs = (world: World) => world.executor.executions.map(({ request, state }) => `${request.phase} ${state}`);
const branches = async (world: World) =>
  Promise.all(world.executor.executions.map(async ({ runId }) => (await world.runs.read(runId))?.branch));
const comments = (world: World) => world.tracker.commentsOn(ticketId).map(({ body }) => body);

/** People change the ticket. */
async function change(world: World, by: (ticket: Ticket) => Partial<Ticket>) {
  const ticket = (await world.tracker.read(ticketId)) ?? expect.unreachable();
  world.tracker.put({ ...ticket, ...by(ticket) });
}
const mark = (world: World, ...markers: Marker[]) =>
  change(world, (ticket) => ({ markers: [...new Set([...ticket.markers, ...markers])] }));
const unmark = (world: World, ...markers: Marker[]) =>
  change(world, (ticket) => ({ markers: ticket.markers.filter((marker) => !markers.includes(marker)) }));

/** Time in which every run that is under way says so. */
async function beat(world: World, time: Days, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    for (const { runId } of world.executor.executions) await world.runs.beat(runId, world.clock.now());
    await time.pass(1);
  }
}

test.each<[string, (world: World) => Promise<void>]>([
  ['whose trigger is taken off', (world) => unmark(world, 'trigger')],
  ['that is closed', (world) => change(world, () => ({ isClosed: true }))],
  ['that is deleted', async (world) => world.tracker.remove(ticketId)],
])('the run of a ticket %s is cancelled within a quarter of an hour, and frees its slot', async (_, act) => {
  const world = await aWorld();
  const time = days(world, 'silent');
  await time.pass(4);
  expect(runs(world)).toEqual(['implementation in_progress']);

  await act(world);
  await time.pass(16);

  expect(await record(world)).toMatchObject({ status: 'cancelled' });
  expect(runs(world)).toEqual(['implementation ended']);
  expect(await slots(world)).toEqual([]);
});

test.each<[string, (world: World) => Promise<void>]>([
  ['whose trigger is taken off', (world) => unmark(world, 'trigger')],
  ['that is closed', (world) => change(world, () => ({ isClosed: true }))],
])('where the mapping does not cancel, the run of a ticket %s goes on to its pull request', async (_, act) => {
  const world = await aWorld({ mapping: { cancelWhenUnmarked: false } });
  const time = days(world, 'silent');
  await time.pass(4);
  await act(world);
  await beat(world, time, 40);
  expect(runs(world)).toEqual(['implementation in_progress']);
  expect(comments(world)).toEqual([]);

  await days(world, 'works').pass(5);

  expect(await record(world)).toMatchObject({ prUrl: PR_URL });
  expect(await slots(world)).toEqual([]);
});

test('where the mapping does not cancel, a plan of a ticket without its trigger still waits no longer', async () => {
  const world = await aWorld({ mapping: { ...BY_HAND, cancelWhenUnmarked: false } });
  const time = days(world, 'works');
  await time.pass(5);
  await unmark(world, 'trigger');
  await time.pass(16);

  expect(await record(world)).toMatchObject({ status: 'cancelled' });
});

test('a run that was asked for in the admin UI needs no trigger, and ends with its ticket', async () => {
  const world = await aWorld({ tickets: [aTicket({ markers: [], labels: [] })] });
  const shownAt = plus(world.clock.now(), -HOUR_MS);
  const failed = { status: 'implementation_failed', shownStage: 'implementation_failed', shownAt } as const;
  await world.tickets.write(aTicketRecord({ ...failed, mappingId: aMapping().mappingId, bucketId: BUCKET }));
  const time = days(world, 'silent');
  await retryTicket({ ...world }, aTicket());
  await time.pass(8);
  await unmark(world, 'trigger');
  await beat(world, time, 40);
  expect(runs(world)).toEqual(['implementation in_progress']);

  await change(world, () => ({ isClosed: true }));
  await beat(world, time, 16);

  expect(await record(world)).toMatchObject({ status: 'cancelled' });
  expect(comments(world).at(-1)).toContain('The ticket was closed while a run worked on it');
});

test('a listing that skips a ticket cancels nothing of it', async () => {
  const world = await aWorld();
  const time = days(world, 'silent');
  await time.pass(2);
  world.tracker.listStrangely(ticketId);
  await beat(world, time, 40);

  expect(runs(world)).toEqual(['implementation in_progress']);
});

test('a plan whose ticket is closed waits no longer, and a new mark has it planned anew', async () => {
  const world = await aWorld({ mapping: BY_HAND });
  const time = days(world, 'works');
  await time.pass(5);
  await change(world, () => ({ isClosed: true }));
  await time.pass(16);
  expect(await record(world)).toMatchObject({ status: 'cancelled' });

  await change(world, () => ({ isClosed: false }));
  await mark(world, 'trigger');
  await unmark(world, 'plan_complete');
  await time.pass(5);

  expect(await record(world)).toMatchObject({ status: 'awaiting_approval' });
  expect(runs(world)).toHaveLength(2);
});

const pullOf = (prUrl: string) => pullRequestOf(prUrl) ?? expect.unreachable();

/** A ticket whose pull request waits for review. */
async function inReview() {
  const world = await aWorld();
  const time = days(world, 'works');
  await time.passUntilQuiet(20);
  const { prUrl = expect.unreachable() } = (await record(world)) ?? {};
  world.host.calls.length = 0;
  return { world, time, prUrl };
}

test('a ticket that is marked anew while its pull request is open says so, and the pull request is read once an hour', async () => {
  const { world, time } = await inReview();
  await unmark(world, 'ready_for_review');
  await time.pass(50);

  const waiting = { reason: 'pull_request_open', detail: expect.stringContaining(PR_URL) };
  expect(await record(world)).toMatchObject({ status: 'pr_ready', waiting });
  expect(world.host.calls.filter((call) => call === 'read')).toEqual(['read']);
  await mark(world, 'ready_for_review');
  await time.pass(16);
  expect((await record(world))?.waiting).toBeUndefined();
});

test('a ticket that is marked anew a second time, within that hour, says so again', async () => {
  const { world, time } = await inReview();
  for (let times = 1; times <= 2; times += 1) {
    await unmark(world, 'ready_for_review');
    await time.pass(10);
    expect(await record(world)).toMatchObject({ waiting: { reason: 'pull_request_open' } });
    await mark(world, 'ready_for_review');
    await time.pass(16);
    expect((await record(world))?.waiting).toBeUndefined();
  }
});

test('once its pull request is merged it runs again on another branch, by the 24-hour rule, or at once when an admin retries', async () => {
  const { world, time, prUrl } = await inReview();
  world.host.put(pullOf(prUrl), { state: 'merged' });
  await unmark(world, 'ready_for_review');
  await time.pass(30);
  expect(await record(world)).toMatchObject({ status: 'ready', waiting: { reason: 'dispatched_recently' } });

  await retryTicket({ ...world }, aTicket());
  await time.pass(10);

  const [first, second] = await branches(world);
  expect(second).toBe(`${first}-2`);
  expect(await record(world)).toMatchObject({ status: 'pr_ready', pastPrUrls: [prUrl] });
});

test('a ticket that was closed with its pull request and is reopened runs again a day later', async () => {
  const { world, time, prUrl } = await inReview();
  world.host.put(pullOf(prUrl), { state: 'closed' });
  await change(world, () => ({ isClosed: true }));
  await time.pass(16);
  expect(await record(world)).toMatchObject({ status: 'closed' });
  expect(world.host.calls).toEqual([]);

  await change(world, () => ({ isClosed: false }));
  await time.pass(16);
  expect(await record(world)).toMatchObject({ status: 'ready' });
  expect((await world.tracker.read(ticketId))?.markers).toEqual(['trigger']);
  world.clock.advance(24 * HOUR_MS);
  await time.pass(10);

  expect(runs(world)).toHaveLength(2);
});

test('a pull request that cannot be read is asked for again', async () => {
  const { world, time, prUrl } = await inReview();
  world.host.put(pullOf(prUrl), { state: 'merged' });
  world.host.failure = new ServiceUnavailable('github', 'outage', 'down');
  await unmark(world, 'ready_for_review');
  await time.pass(5);
  expect(await record(world)).toMatchObject({ status: 'pr_ready' });
  world.host.failure = undefined;
  await time.pass(3);
  expect(await record(world)).toMatchObject({ status: 'ready' });
});

test('the news of the run before, once more, does not bring back a pull request that is over', async () => {
  const { world, time, prUrl } = await inReview();
  world.host.put(pullOf(prUrl), { state: 'merged' });
  await unmark(world, 'ready_for_review');
  await time.pass(5);
  const [{ runId } = expect.unreachable()] = world.executor.executions;
  await world.lifecycle.send({ type: 'RunEnded', ...aTicket(), runId });
  await time.pass(2);
  expect(await record(world)).toMatchObject({ status: 'ready', pastPrUrls: [prUrl] });
  expect((await record(world))?.prUrl).toBeUndefined();
});

test('a ticket that says that it runs, and of which nothing runs, says on Blocked that a label is left over', async () => {
  const world = await aWorld({ tickets: [aTicket({ markers: ['trigger', 'working'] })] });
  const time = days(world, 'works');
  await time.pass(10);
  expect(await record(world)).toMatchObject({ status: 'ready', waiting: { reason: 'stale_label' } });
  await unmark(world, 'working');
  await time.pass(5);
  expect(await record(world)).toMatchObject({ status: 'pr_ready' });
});
