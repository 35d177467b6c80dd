import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { NOBODY, type TrackerHarness } from './tracker.ts';

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
