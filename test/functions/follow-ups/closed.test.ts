import { expect, test } from 'vitest';
import { retryTicket } from '../../../functions/admin/tickets/retry-ticket.ts';
import type { Marker } from '../../../shared/domain/ticket.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aFollowUpWorld, type FollowUpWorld, PULL } from './follow-up-world.ts';
import { anOpeningWorld } from './opening-world.ts';

const { ticketId } = aTicket();
const ticket = async (world: FollowUpWorld) => (await world.tracker.read(ticketId)) ?? expect.unreachable();
const record = async (world: FollowUpWorld) => (await world.tickets.read(aTicket())) ?? expect.unreachable();
const words = (world: FollowUpWorld) => world.tracker.commentsOn(ticketId).map(({ body }) => body.split(':')[0]);
const mark = async (world: FollowUpWorld, ...markers: Marker[]) =>
  world.tracker.put({ ...(await ticket(world)), markers });

const READY = '🚀 Pull request ready for review';
const CLOSED = '🚫 Pull request closed without being merged';

test('a pull request that is closed unmerged is said on its ticket once, which loses its trigger and the label of review', async () => {
  const world = await aFollowUpWorld();
  await world.become('closed', 3);
  await world.days.passUntilQuiet(5);
  await world.become('closed');
  await world.days.passUntilQuiet(5);

  expect(await ticket(world)).toMatchObject({ isClosed: false, markers: [] });
  expect(await record(world)).toMatchObject({ status: 'closed', shownStage: 'closed' });
  expect(words(world)).toEqual([READY, CLOSED]);
  expect(world.tracker.commentsOn(ticketId)[1]?.body).toContain('put the label `AI-Implement` back on this ticket');
});

test('a pull request that is reopened is ready for review again, and what was asked for while it was closed begins', async () => {
  const world = await aFollowUpWorld('silent', 'works');
  await world.write('/ai-implement add a test');
  await world.days.pass(3);
  await world.become('closed');
  await world.days.pass(5);
  expect(world.followUps()).toMatchObject([{ state: 'ended' }]);
  expect(await record(world)).toMatchObject({ status: 'closed', shownStage: 'closed' });
  expect(world.host.said).toEqual([]);

  await world.become('open');
  await world.days.passUntilQuiet(20);

  expect(await record(world)).toMatchObject({ status: 'pr_ready', shownStage: 'pr_ready' });
  expect((await ticket(world)).markers).toEqual(['ready_for_review']);
  expect(world.followUps()).toHaveLength(2);
  const context = await world.runs.readContext({ runId: world.followUps()[1]?.runId ?? '' });
  expect(context?.followUp).toMatchObject({ instruction: 'add a test' });
  expect(await world.runs.read(world.followUps()[1]?.runId ?? '')).toMatchObject({ status: 'succeeded' });
});

test('one that is closed, reopened and closed again is said twice, and shows what it came to', async () => {
  const world = await aFollowUpWorld();
  for (const state of ['closed', 'open', 'closed'] as const) {
    await world.become(state);
    await world.days.pass(2);
  }

  expect(words(world)).toEqual([READY, CLOSED, CLOSED]);
  expect(await record(world)).toMatchObject({ status: 'closed', shownStage: 'closed' });
  expect((await ticket(world)).markers).toEqual([]);
});

test('one that is closed and reopened before anybody looks was never closed', async () => {
  const world = await aFollowUpWorld();
  await world.become('closed');
  await world.become('open');
  await world.days.passUntilQuiet(5);

  expect(words(world)).toEqual([READY]);
  expect(await record(world)).toMatchObject({ status: 'pr_ready' });
});

test('closed while the tracker is down and merged after reopening, the ticket is only ever shown as merged', async () => {
  const world = await aFollowUpWorld();
  world.tracker.faults.goDown();
  for (const state of ['closed', 'open', 'merged'] as const) {
    await world.become(state);
    await world.days.pass(60);
  }
  world.tracker.faults.comeUp();
  await world.days.pass(30);

  expect(await ticket(world)).toMatchObject({ isClosed: true, markers: ['trigger'] });
  expect(await record(world)).toMatchObject({ status: 'merged', shownStage: 'merged' });
});

test('a ticket whose pull request was closed may be marked anew: an explicit retry has it implemented at once, on another branch', async () => {
  const world = await aFollowUpWorld();
  await world.become('closed');
  await world.days.pass(20);
  expect(world.executor.executions).toHaveLength(1);
  await mark(world, 'trigger');
  await world.days.pass(20);
  expect((await record(world)).waiting).toMatchObject({ reason: 'dispatched_recently' });

  await retryTicket({ ...world }, aTicket());
  await world.days.pass(3);

  const again = await world.runs.read(world.executor.executions[1]?.runId ?? '');
  expect(again).toMatchObject({ branch: 'ai-implement/ENG-1-add-user-export-2' });
});

test('a ticket that is marked anew while its pull request was reopened unheard waits for that', async () => {
  const world = await aFollowUpWorld();
  await world.become('closed');
  await world.days.pass(5);
  world.host.put(PULL, { state: 'open' });
  await mark(world, 'trigger');
  await world.days.pass(20);

  expect(await record(world)).toMatchObject({ status: 'pr_ready', waiting: { reason: 'pull_request_open' } });
});

test('a command on a pull request that was reopened unheard is followed', async () => {
  const world = await aFollowUpWorld('works');
  await world.become('closed');
  await world.days.pass(5);
  world.host.put(PULL, { state: 'open' });
  await world.write('/ai-implement');
  await world.days.passUntilQuiet(20);

  expect(world.followUps()).toHaveLength(1);
  expect(await record(world)).toMatchObject({ status: 'pr_ready' });
});

test('one that is closed while its run still works is closed, and the run, which goes on, does not call it ready', async () => {
  const world = await anOpeningWorld();
  await world.become('closed');
  await world.beat(20);
  expect(world.executor.executions[0]?.state).toBe('in_progress');
  await world.report();
  await world.days.passUntilQuiet(10);

  expect(await record(world)).toMatchObject({ status: 'closed', shownStage: 'closed' });
  expect(words(world)).toEqual([CLOSED]);
});

test('one that is closed and reopened while its run still works is ready for review, and its run is left to its end', async () => {
  const world = await anOpeningWorld();
  await world.become('closed');
  await world.beat(2);
  await world.become('open');
  await world.beat(40);
  expect(await record(world)).toMatchObject({ status: 'pr_ready', shownStage: 'pr_ready' });
  expect(world.executor.executions[0]?.state).toBe('in_progress');
  await world.report();
  await world.days.passUntilQuiet(10);

  expect(await record(world)).toMatchObject({ status: 'pr_ready', shownStage: 'pr_ready' });
});

test('one that GitHub does not know is left as it is', async () => {
  const world = await aFollowUpWorld();
  world.host.read = async () => undefined;
  await world.become('closed');
  await world.days.pass(3);

  expect(await record(world)).toMatchObject({ status: 'pr_ready' });
});
