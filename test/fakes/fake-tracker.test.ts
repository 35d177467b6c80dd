import { describe, expect, it } from 'vitest';
import { MARKER_CHANGES } from '../../shared/domain/marker-change.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { fakeTracker } from './fake-tracker.ts';

const { ticketId } = aTicket();

function withTicket(overrides = {}) {
  const tracker = fakeTracker();
  tracker.put(aTicket(overrides));
  return tracker;
}

describe('the fake tracker', () => {
  it('lists open tickets that bear the trigger, without descriptions, and reads one with it', async () => {
    const tracker = withTicket();
    tracker.put(aTicket({ ticketId: 'closed', isClosed: true }));
    tracker.put(aTicket({ ticketId: 'unmarked', markers: [] }));
    expect(await tracker.marked()).toEqual([aTicket({ description: '' })]);
    expect(await tracker.read(ticketId)).toEqual(aTicket());
  });

  it('shows markers as sets, and one comment for one id', async () => {
    const tracker = withTicket();
    await tracker.show(ticketId, MARKER_CHANGES.implementing);
    await tracker.show(ticketId, MARKER_CHANGES.implementing);
    await tracker.comment(ticketId, { commentId: 'c', body: 'first' });
    await tracker.comment(ticketId, { commentId: 'c', body: 'second' });
    expect((await tracker.read(ticketId))?.markers).toEqual(['trigger', 'working']);
    expect(tracker.isInProgress(ticketId)).toBe(true);
    expect(tracker.commentsOn(ticketId)).toEqual([{ commentId: 'c', body: 'second' }]);
  });

  it('knows when a ticket is gone', async () => {
    const tracker = withTicket();
    tracker.remove(ticketId);
    expect(await tracker.show(ticketId, MARKER_CHANGES.pr_ready)).toBe('gone');
    expect(await tracker.comment(ticketId, { commentId: 'c', body: 'b' })).toBe('gone');
    expect(await tracker.read(ticketId)).toBeUndefined();
  });

  it('fails without effect, or loses its answer after it', async () => {
    const tracker = withTicket();
    tracker.faults.failOnce('show');
    await expect(tracker.show(ticketId, MARKER_CHANGES.implementing)).rejects.toThrow('linear');
    expect((await tracker.read(ticketId))?.markers).toEqual(['trigger']);
    tracker.faults.loseAnswerOnce('show');
    await expect(tracker.show(ticketId, MARKER_CHANGES.implementing)).rejects.toThrow('linear');
    expect((await tracker.read(ticketId))?.markers).toEqual(['trigger', 'working']);
    tracker.faults.goDown();
    await expect(tracker.marked()).rejects.toThrow('linear');
    tracker.faults.comeUp();
    expect(await tracker.marked(() => {}, 'all')).toHaveLength(1);
    expect(tracker.calls).toMatchObject({ marked: 2, readMany: 0, read: 2, show: 2, comment: 0 });
  });

  it('lists what was, while its listing lags', async () => {
    const tracker = withTicket();
    tracker.freezeListing();
    await tracker.show(ticketId, MARKER_CHANGES.implementation_failed);
    expect((await tracker.marked()).map((ticket) => ticket.markers)).toEqual([['trigger']]);
    expect((await tracker.read(ticketId))?.markers).toEqual([]);
    tracker.thawListing();
    expect(await tracker.marked()).toEqual([]);
  });
});
