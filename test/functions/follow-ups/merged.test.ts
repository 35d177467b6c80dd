import { expect, test } from 'vitest';
import { AppError, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import type { Ticket } from '../../../shared/domain/ticket.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aFollowUpWorld, type FollowUpWorld, PULL } from './follow-up-world.ts';
import { anOpeningWorld } from './opening-world.ts';

const { ticketId } = aTicket();
const ticket = async (world: FollowUpWorld) => (await world.tracker.read(ticketId)) ?? expect.unreachable();
const record = async (world: FollowUpWorld) => (await world.tickets.read(aTicket())) ?? expect.unreachable();
const comments = (world: FollowUpWorld) => world.tracker.commentsOn(ticketId).map(({ body }) => body);
const change = async (world: FollowUpWorld, by: Partial<Ticket>) =>
  world.tracker.put({ ...(await ticket(world)), ...by });
const runs = (world: FollowUpWorld) => world.executor.executions.length;

test('a merged pull request has its ticket completed, without the label of review, and without a word', async () => {
  const world = await aFollowUpWorld();
  const before = comments(world);
  await world.become('merged');
  await world.days.passUntilQuiet(5);

  expect(await ticket(world)).toMatchObject({ isClosed: true, markers: ['trigger'] });
  expect(await record(world)).toMatchObject({ status: 'merged', shownStage: 'merged' });
  expect(await world.record()).toMatchObject({ state: 'merged' });
  expect(comments(world)).toEqual(before);
});

test('merging is taken in once, however often and late GitHub tells of it, and is asked for once', async () => {
  const world = await aFollowUpWorld();
  await world.become('merged', 3);
  await world.days.pass(3);
  const shown = world.tracker.calls.show;
  world.host.calls.length = 0;
  await world.become('merged', 3);
  await world.days.pass(3);

  expect(world.tracker.calls.show).toBe(shown);
  expect(world.host.calls).toEqual([]);
});

test('a ticket that we completed was not closed by a person: nothing is cancelled, and days later nothing has begun', async () => {
  const world = await aFollowUpWorld();
  const before = [runs(world), comments(world)];
  await world.become('merged');
  await world.days.pass(40);
  world.clock.advance(3 * 24 * 3_600_000);
  await world.days.pass(40);

  expect([runs(world), comments(world)]).toEqual(before);
  expect(await record(world)).toMatchObject({ status: 'merged' });
});

test('where the mapping leaves it to people the ticket stays open without its trigger, and putting that on asks for another round', async () => {
  const world = await aFollowUpWorld();
  const [mapping] = await world.mappings.all();
  await world.mappings.save({ ...(mapping ?? expect.unreachable()), completeWhenMerged: false });
  await world.become('merged');
  await world.days.pass(30);
  expect(await ticket(world)).toMatchObject({ isClosed: false, markers: [] });
  expect(await record(world)).toMatchObject({ status: 'merged' });

  world.clock.advance(2 * 24 * 3_600_000);
  await world.days.pass(20);
  expect(runs(world)).toBe(1);
  await change(world, { markers: ['trigger'] });
  await world.days.pass(20);

  expect(runs(world)).toBe(2);
  const again = await world.runs.read(world.executor.executions[1]?.runId ?? '');
  expect(again).toMatchObject({ branch: 'ai-implement/ENG-1-add-user-export-2' });
});

test('a tracker that is down for hours shows it when it is back', async () => {
  const world = await aFollowUpWorld();
  world.tracker.faults.goDown();
  await world.become('merged');
  await world.days.pass(360);
  expect(await record(world)).toMatchObject({ status: 'merged', shownStage: 'pr_ready' });

  world.tracker.faults.comeUp();
  await world.days.pass(30);

  expect(await ticket(world)).toMatchObject({ isClosed: true, markers: ['trigger'] });
  expect(await record(world)).toMatchObject({ shownStage: 'merged' });
  expect(world.days.queues.dead).toBe(0);
});

test('a ticket that its own tracker completed at the merge, before we heard of it, is merged all the same', async () => {
  const world = await aFollowUpWorld();
  await change(world, { isClosed: true });
  await world.days.pass(20);
  expect(await record(world)).toMatchObject({ status: 'closed' });
  await world.become('merged');
  await world.days.pass(3);

  expect(await record(world)).toMatchObject({ status: 'merged', shownStage: 'merged' });
  expect((await ticket(world)).markers).not.toContain('ready_for_review');
});

test('a merged change that is reverted leaves the ticket done; reopened, it waits under the 24-hour rule, and gets another branch', async () => {
  const world = await aFollowUpWorld();
  await world.become('merged');
  await world.days.pass(5);
  const revert = { ...PULL, number: 2 };
  const { tracker } = aTicket();
  await world.lifecycle.send({ type: 'PullRequestChanged', tracker, ticketId, pull: revert, arrivalId: 'revert' });
  await world.days.pass(5);
  expect(await record(world)).toMatchObject({ status: 'merged' });

  await change(world, { isClosed: false });
  await world.days.pass(20);
  expect((await record(world)).waiting).toMatchObject({ reason: 'dispatched_recently' });
  world.clock.advance(24 * 3_600_000);
  await world.days.pass(3);

  expect(runs(world)).toBe(2);
  expect((await record(world)).pastPrUrls).toEqual(['https://github.test/acme/backend/pull/1']);
});

test('a follow-up at work when its pull request is merged is cancelled, that is said there once, and its slot is free', async () => {
  const world = await aFollowUpWorld('silent');
  await world.write('/ai-implement add a test');
  await world.days.pass(3);
  expect(world.followUps()).toHaveLength(1);
  await world.become('merged', 2);
  await world.days.passUntilQuiet(10);

  expect(world.followUps()[0]?.state).toBe('ended');
  expect(await world.runs.read(world.followUps()[0]?.runId ?? '')).toMatchObject({
    status: 'cancelled',
    failure: { code: 'pull_request_merged' },
  });
  expect(world.host.said.map(({ body }) => body)).toEqual([expect.stringMatching(/^🛑 Follow-up cancelled: .*merged/)]);
  expect(await ticket(world)).toMatchObject({ isClosed: true, markers: ['trigger'] });
  expect(await record(world)).toMatchObject({ status: 'merged', shownStage: 'merged' });
});

test('a follow-up that reported before the merge was heard of ends as it says', async () => {
  const world = await aFollowUpWorld('works');
  await world.write('/ai-implement');
  await world.days.minute();
  const [execution] = world.followUps();
  await world.days.runners.step();
  // The event of its report is late.
  while (world.lifecycle.take() !== undefined);
  await world.become('merged');
  await world.days.passUntilQuiet(10);

  expect(await world.runs.read(execution?.runId ?? '')).toMatchObject({ status: 'succeeded' });
  expect(await record(world)).toMatchObject({ status: 'merged' });
});

test('what was asked for and had not begun is not begun after the merge, and whoever asked is told', async () => {
  const world = await aFollowUpWorld('silent');
  const free = await world.fillSlots();
  await world.write('/ai-implement add a test');
  await world.days.minute();
  await world.become('merged');
  await world.days.minute();
  await free();
  await world.days.pass(40);

  expect(world.followUps()).toEqual([]);
  expect(world.host.said.map(({ body }) => body)).toEqual([expect.stringContaining('this pull request is merged')]);
});

test('a pull request that is merged while its run still works is merged at once, and the run goes on to its report', async () => {
  const world = await anOpeningWorld();
  await world.become('merged');
  await world.beat(20);
  expect(await record(world)).toMatchObject({ status: 'merged' });
  expect(world.executor.executions[0]?.state).toBe('in_progress');

  await world.report();
  await world.days.passUntilQuiet(10);

  expect((await world.runs.ofTicket(aTicket())).map(({ status }) => status)).toEqual(['succeeded']);
  expect(await record(world)).toMatchObject({ status: 'merged', shownStage: 'merged' });
  expect(await ticket(world)).toMatchObject({ isClosed: true, markers: ['trigger'] });
  expect(comments(world)).toEqual([expect.stringMatching(/^🚀 Pull request, which is merged already: https/)]);
});

test('a GitHub that is out of reach is asked again until it answers, and no message dies of it', async () => {
  const world = await aFollowUpWorld();
  world.host.failure = new ServiceUnavailable('github', 'outage', 'down');
  await world.become('merged');
  await world.days.pass(120);
  expect(await record(world)).toMatchObject({ status: 'pr_ready' });
  world.host.failure = undefined;
  await world.days.pass(10);

  expect(await record(world)).toMatchObject({ status: 'merged' });
  expect(world.days.queues.dead).toBe(0);
});

test('a GitHub that refuses us for good changes nothing', async () => {
  const world = await aFollowUpWorld();
  world.host.failure = new AppError('app_not_installed', 'the App is not installed');
  await world.become('merged');
  await world.days.passUntilQuiet(5);

  expect(await record(world)).toMatchObject({ status: 'pr_ready' });
  expect(world.days.queues.dead).toBe(0);
});

test('a merged pull request of an earlier round says nothing about the ticket', async () => {
  const world = await aFollowUpWorld();
  const standing = await record(world);
  await world.tickets.write({ ...standing, prUrl: 'https://github.test/acme/backend/pull/9' });
  await world.become('merged');
  await world.days.pass(5);

  expect(await record(world)).toMatchObject({ status: 'pr_ready' });
  expect(await world.record()).toMatchObject({ state: 'merged' });
});

test('what was merged is counted once on the day of its end, with what its runs cost and how long it took, however often it is told', async () => {
  const world = await aFollowUpWorld();
  const [mapping] = await world.mappings.all();
  const mappingId = mapping?.mappingId ?? expect.unreachable();
  world.clock.advance(2 * 3_600_000);
  await world.become('merged', 3);
  await world.days.pass(3);
  const [day, ...more] = await world.spending.pullDaysOf(mappingId, '');
  expect(more).toEqual([]);
  expect(day?.counts).toMatchObject({ 'pull.merged': 1, 'usd.merged': 0.42, 'merging.10800': 1 });

  // Told again on the next day.
  world.clock.advance(24 * 3_600_000);
  await world.become('merged');
  await world.days.pass(3);
  expect(await world.spending.pullDaysOf(mappingId, '')).toEqual([day]);
});
