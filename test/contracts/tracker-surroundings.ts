import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { MARKER_CHANGES } from '../../shared/domain/marker-change.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import { NOBODY, type TrackerHarness } from './tracker-harness.ts';

/** A call of each method. */
export function everyMethod(tracker: Tracker, ticketId: string): Promise<unknown>[] {
  return [
    tracker.marked(),
    tracker.read(ticketId),
    tracker.noticed({ ticketId }),
    tracker.show(ticketId, MARKER_CHANGES.implementing),
    tracker.comment(ticketId, { commentId: randomUUID(), body: 'anything' }),
    tracker.ourComments(ticketId, [randomUUID()]),
    tracker.approver(ticketId),
    tracker.readMany([ticketId]),
    tracker.related(ticketId),
  ];
}

/** What we read again of what we wrote, and people may have edited. */
export function ourCommentsContract(current: () => TrackerHarness): void {
  it('reads them as people left them, in the order asked for, and no others', async () => {
    const harness = current();
    const ticketId = await harness.addTicket({ title: 'planned' });
    const [first, second, missing] = [randomUUID(), randomUUID(), randomUUID()];
    await harness.tracker.comment(ticketId, { commentId: first, body: '## Plan' });
    await harness.tracker.comment(ticketId, { commentId: second, body: '## Tests' });
    await harness.commentAsPerson(ticketId, '## Plan');
    await harness.editComment(ticketId, first, '## Plan, edited');

    expect(await harness.tracker.ourComments(ticketId, [second, missing, first])).toEqual([
      { commentId: second, body: '## Tests' },
      { commentId: first, body: '## Plan, edited' },
    ]);
  });

  it('finds none on a ticket that is gone, or when none are asked for', async () => {
    const harness = current();
    const ticketId = await harness.addTicket({ title: 'planned' });
    expect(await harness.tracker.ourComments(ticketId, [])).toEqual([]);
    expect(await harness.tracker.ourComments(NOBODY, [randomUUID()])).toEqual([]);
  });
}

/** Whom the audit log names for an approval. */
export function approverContract(current: () => TrackerHarness): void {
  it('names the person who put the marker on, whatever else happened since', async () => {
    const harness = current();
    const ticketId = await harness.addTicket({ title: 'planned', markers: ['trigger', 'plan_complete'] });
    expect(await harness.tracker.approver(ticketId)).toBe(undefined);
    const name = await harness.approve(ticketId);
    expect(await harness.tracker.approver(ticketId)).toBe(name);
    await harness.tracker.show(ticketId, MARKER_CHANGES.implementing);
    expect(await harness.tracker.approver(ticketId)).toBe(name);
  });

  it('names nobody on a ticket that is gone', async () => {
    expect(await current().tracker.approver(NOBODY)).toBe(undefined);
  });
}

/** What a run is told of the tickets around its own. */
export function relatedContract(current: () => TrackerHarness): void {
  it('tells parent, siblings and dependencies, each from the side of the ticket at hand', async () => {
    const harness = current();
    const parent = await harness.addTicket({ title: 'parent' });
    const blocker = await harness.addTicket({ title: 'blocker' });
    const ticketId = await harness.addTicket({ title: 'at hand', parent, blockedBy: [blocker] });
    await harness.addTicket({ title: 'sibling', parent });
    await harness.addTicket({ title: 'waiting', blockedBy: [ticketId] });
    const friend = await harness.addTicket({ title: 'friend' });
    await harness.relate(friend, ticketId);

    const related = await harness.tracker.related(ticketId);

    expect(related.parent).toMatchObject({ title: 'parent', url: expect.stringMatching(/^https?:/) });
    expect(related.siblings.map(({ title }) => title)).toEqual(['sibling']);
    expect(related.dependencies.map(({ title, relation }) => `${title} ${relation}`).sort()).toEqual([
      'blocker blocked_by',
      'friend related',
      'waiting blocks',
    ]);
    const key = (await harness.tracker.read(blocker))?.key;
    expect(related.dependencies.find(({ relation }) => relation === 'blocked_by')).toMatchObject({
      key,
      state: expect.stringMatching(/./),
    });
  });

  it('tells ten of each kind at most', async () => {
    const harness = current();
    const parent = await harness.addTicket({ title: 'parent' });
    const ticketId = await harness.addTicket({ title: 'at hand', parent });
    for (let n = 0; n < 12; n += 1) await harness.addTicket({ title: `sibling ${n}`, parent, blockedBy: [ticketId] });

    const { siblings, dependencies } = await harness.tracker.related(ticketId);

    expect([siblings.length, dependencies.length]).toEqual([10, 10]);
  });

  it('knows nothing around a ticket that stands alone, or is gone', async () => {
    const harness = current();
    const ticketId = await harness.addTicket({ title: 'alone' });
    expect(await harness.tracker.related(ticketId)).toEqual({ siblings: [], dependencies: [] });
    expect(await harness.tracker.related(NOBODY)).toEqual({ siblings: [], dependencies: [] });
  });
}
