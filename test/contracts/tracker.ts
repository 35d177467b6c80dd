import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import { MARKER_CHANGES } from '../../shared/domain/marker-change.ts';
import { NOBODY, type TrackerHarness } from './tracker-harness.ts';
import { manyContract, noticedContract } from './tracker-reading.ts';
import { approverContract, everyMethod, ourCommentsContract, relatedContract } from './tracker-surroundings.ts';

let harness: TrackerHarness;

/** What every tracker does, told once; runs on the fake and on each adapter against its simulator. */
export function trackerContract(name: string, open: () => Promise<TrackerHarness>): void {
  describe(`the tracker contract of ${name}`, () => {
    beforeEach(async () => {
      harness = await open();
    });
    afterEach(() => harness.stop());
    describe('marked tickets', listingContract);
    describe('many tickets', () => manyContract(() => harness));
    describe('one ticket', readingContract);
    describe('a ticket that a delivery tells of', () => noticedContract(() => harness));
    describe('markers', showingContract);
    describe('comments', commentContract);
    describe('our own comments', () => ourCommentsContract(() => harness));
    describe('who approved', () => approverContract(() => harness));
    describe('tickets around one', () => relatedContract(() => harness));
    describe('trouble', troubleContract);
  });
}

function listingContract() {
  it('lists open tickets with the trigger, and no others', async () => {
    const marked = await harness.addTicket({ title: 'marked', priority: 2, markers: ['trigger'] });
    await harness.addTicket({ title: 'unmarked' });
    const closed = await harness.addTicket({ title: 'closed', markers: ['trigger'] });
    await harness.closeTicket(closed);
    const removed = await harness.addTicket({ title: 'removed', markers: ['trigger'] });
    await harness.removeTicket(removed);

    const tickets = await harness.tracker.marked();

    expect(tickets.map((ticket) => ticket.ticketId)).toEqual([marked]);
    expect(tickets[0]).toMatchObject({
      tracker: harness.tracker.name,
      title: 'marked',
      priority: 2,
      markers: ['trigger'],
      isClosed: false,
      blockedBy: [],
    });
  });

  it('leaves descriptions to the reading of one ticket', async () => {
    await harness.addTicket({ title: 'long', description: 'a long story', markers: ['trigger'] });
    expect((await harness.tracker.marked()).map((ticket) => ticket.description)).toEqual(['']);
  });

  it('names unresolved blockers only', async () => {
    const open = await harness.addTicket({ title: 'open blocker' });
    const resolved = await harness.addTicket({ title: 'resolved blocker' });
    await harness.addTicket({ title: 'blocked', markers: ['trigger'], blockedBy: [open, resolved] });
    await harness.closeTicket(resolved);

    const [blocked] = await harness.tracker.marked();

    expect(blocked?.blockedBy).toEqual([(await harness.tracker.read(open))?.key]);
  });
}

function readingContract() {
  it('reads a ticket whole, marked or not', async () => {
    const ticketId = await harness.addTicket({ title: 'a title', description: 'a description' });
    expect(await harness.tracker.read(ticketId)).toMatchObject({
      ticketId,
      title: 'a title',
      description: 'a description',
      priority: null,
      markers: [],
    });
  });

  it('tells that a ticket is closed', async () => {
    const ticketId = await harness.addTicket({ title: 'done', markers: ['trigger'] });
    await harness.closeTicket(ticketId);
    expect(await harness.tracker.read(ticketId)).toMatchObject({ isClosed: true, markers: ['trigger'] });
  });

  it('knows neither a removed ticket nor one that never was', async () => {
    const ticketId = await harness.addTicket({ title: 'gone' });
    await harness.removeTicket(ticketId);
    expect(await harness.tracker.read(ticketId)).toBeUndefined();
    expect(await harness.tracker.read(NOBODY)).toBeUndefined();
  });
}

function showingContract() {
  it('shows the stages of a run one after the other', async () => {
    const ticketId = await harness.addTicket({ title: 'a run', markers: ['trigger'] });

    expect(await harness.tracker.show(ticketId, MARKER_CHANGES.implementing)).toBe('shown');
    expect(await harness.markersOf(ticketId)).toEqual(['trigger', 'working']);
    expect(await harness.isInProgress(ticketId)).toBe(harness.movesTickets);

    expect(await harness.tracker.show(ticketId, MARKER_CHANGES.pr_ready)).toBe('shown');
    expect(await harness.markersOf(ticketId)).toEqual(['ready_for_review', 'trigger']);
    expect(await harness.tracker.show(ticketId, MARKER_CHANGES.merged)).toBe('shown');
    expect((await harness.tracker.read(ticketId))?.isClosed).toBe(harness.movesTickets);
    expect(await harness.markersOf(ticketId)).not.toContain('ready_for_review');
  });

  it('shows the same when it is asked twice', async () => {
    const ticketId = await harness.addTicket({ title: 'twice', markers: ['trigger', 'plan_complete'] });
    await harness.tracker.show(ticketId, MARKER_CHANGES.planning);
    expect(await harness.tracker.show(ticketId, MARKER_CHANGES.planning)).toBe('shown');
    expect(await harness.markersOf(ticketId)).toEqual(['planning', 'trigger', 'working']);
  });

  it('does not start a ticket when it is not asked to', async () => {
    const ticketId = await harness.addTicket({ title: 'not started', markers: ['trigger', 'working'] });
    await harness.tracker.show(ticketId, MARKER_CHANGES.implementation_failed);
    expect(await harness.markersOf(ticketId)).toEqual([]);
    expect(await harness.isInProgress(ticketId)).toBe(false);
  });

  it('has nothing to show on a ticket that is gone', async () => {
    const ticketId = await harness.addTicket({ title: 'gone' });
    await harness.removeTicket(ticketId);
    expect(await harness.tracker.show(ticketId, MARKER_CHANGES.implementing)).toBe('gone');
  });
}

function commentContract() {
  it('posts a comment once, however often it is asked', async () => {
    const ticketId = await harness.addTicket({ title: 'commented' });
    const comment = { commentId: randomUUID(), body: 'Pull request ready.' };
    expect(await harness.tracker.comment(ticketId, comment)).toBe('shown');
    expect(await harness.tracker.comment(ticketId, comment)).toBe('shown');
    expect(await harness.commentsOf(ticketId)).toEqual([comment]);
  });

  it('brings a comment that stands to another body', async () => {
    const ticketId = await harness.addTicket({ title: 'planned again' });
    const commentId = randomUUID();
    await harness.tracker.comment(ticketId, { commentId, body: 'first plan' });
    await harness.tracker.comment(ticketId, { commentId, body: 'second plan' });
    expect(await harness.commentsOf(ticketId)).toEqual([{ commentId, body: 'second plan' }]);
  });

  it('posts one comment though the answer to the first try was lost', async () => {
    const ticketId = await harness.addTicket({ title: 'lost answer' });
    const comment = { commentId: randomUUID(), body: 'once' };
    harness.loseNextAnswer('comment');
    await expect(harness.tracker.comment(ticketId, comment)).rejects.toThrow(ServiceUnavailable);
    expect(await harness.tracker.comment(ticketId, comment)).toBe('shown');
    expect(await harness.commentsOf(ticketId)).toEqual([comment]);
  });

  it('leaves what people wrote into a comment after a try whose answer was lost, and overwrites what they wrote before', async () => {
    const ticketId = await harness.addTicket({ title: 'edited' });
    const comment = { commentId: randomUUID(), body: 'our plan' };
    const edited = [{ commentId: comment.commentId, body: 'our plan, and a step more' }];
    const triedAt = new Date(Date.now() - 1000).toISOString();
    await harness.tracker.comment(ticketId, comment);
    await harness.editComment(ticketId, comment.commentId, 'our plan, and a step more');
    expect(await harness.tracker.comment(ticketId, { ...comment, triedAt })).toBe('shown');
    expect(await harness.commentsOf(ticketId)).toEqual(edited);
    await harness.tracker.comment(ticketId, { ...comment, body: 'another plan' });
    expect(await harness.commentsOf(ticketId)).toEqual([{ ...comment, body: 'another plan' }]);
  });

  it('has nobody to tell on a ticket that is gone', async () => {
    const ticketId = await harness.addTicket({ title: 'gone' });
    await harness.removeTicket(ticketId);
    expect(await harness.tracker.comment(ticketId, { commentId: randomUUID(), body: 'lost' })).toBe('gone');
  });
}

function retryAtOf(outcome: PromiseSettledResult<unknown>): string | undefined {
  if (outcome.status === 'fulfilled' || !(outcome.reason instanceof ServiceUnavailable)) return undefined;
  return outcome.reason.retryAt;
}

function troubleContract() {
  it('says of every method that the service is down, and works again afterwards', async () => {
    const ticketId = await harness.addTicket({ title: 'outage', markers: ['trigger'] });
    harness.goDown();
    for (const outcome of await Promise.allSettled(everyMethod(harness.tracker, ticketId))) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'ServiceUnavailable', reason: 'outage' } });
    }
    harness.comeUp();
    expect(await harness.markersOf(ticketId)).toEqual(['trigger']);
    expect(await harness.tracker.show(ticketId, MARKER_CHANGES.implementing)).toBe('shown');
  });

  // Some services tell it in whole seconds.
  it('says when a rate limit is lifted, and not too soon', async () => {
    const ticketId = await harness.addTicket({ title: 'limited', markers: ['trigger'] });
    const until = new Date(Date.now() + 900_000).toISOString();
    harness.limitRate(until);
    for (const outcome of await Promise.allSettled(everyMethod(harness.tracker, ticketId))) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { reason: 'rate_limited' } });
      const lateMs = Date.parse(retryAtOf(outcome) ?? '') - Date.parse(until);
      expect(lateMs).toBeGreaterThanOrEqual(0);
      expect(lateMs).toBeLessThanOrEqual(1000);
    }
  });

  it('shows markers right though the answer to the first try was lost', async () => {
    const ticketId = await harness.addTicket({ title: 'lost answer', markers: ['trigger'] });
    harness.loseNextAnswer('show');
    await expect(harness.tracker.show(ticketId, MARKER_CHANGES.implementing)).rejects.toThrow(ServiceUnavailable);
    expect(await harness.tracker.show(ticketId, MARKER_CHANGES.implementing)).toBe('shown');
    expect(await harness.markersOf(ticketId)).toEqual(['trigger', 'working']);
  });
}
