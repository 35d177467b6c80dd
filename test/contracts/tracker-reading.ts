import { expect, it } from 'vitest';
import { isUnmarked } from '../../shared/domain/ticket.ts';
import type { Reach } from '../../shared/ports/tracker.ts';
import { NOBODY, type TrackerHarness } from './tracker-harness.ts';

/** What is read of many at once. */
export function manyContract(given: () => TrackerHarness): void {
  it('reads many tickets at once as they are, marked or not, closed or not, and leaves out those that are gone', async () => {
    const marked = await given().addTicket({ title: 'marked', description: 'long', markers: ['trigger', 'working'] });
    const plain = await given().addTicket({ title: 'plain' });
    const closed = await given().addTicket({ title: 'closed', markers: ['trigger'] });
    await given().closeTicket(closed);
    const removed = await given().addTicket({ title: 'removed', markers: ['trigger'] });
    await given().removeTicket(removed);

    const tickets = await given().tracker.readMany([marked, plain, closed, removed]);

    const told = tickets.map((ticket) => [ticket.title, ticket.isClosed, isUnmarked(ticket), ticket.description]);
    expect(told.sort()).toEqual([
      ['closed', true, false, ''],
      ['marked', false, false, ''],
      ['plain', false, true, ''],
    ]);
    expect(await given().tracker.readMany([])).toEqual([]);
  });

  it('reads more tickets than fit one request', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 120; n += 1) ids.push(await given().addTicket({ title: `ticket ${n}` }));
    expect((await given().tracker.readMany(ids)).map(({ ticketId }) => ticketId).sort()).toEqual(ids.sort());
  });

  it('leaves out what runs or waits for review, except where all is asked for', async () => {
    const ready = await given().addTicket({ title: 'ready', markers: ['trigger'] });
    const review = await given().addTicket({ title: 'in review', markers: ['trigger', 'ready_for_review'] });
    const idsOf = async (reach?: Reach) => (await given().tracker.marked(() => {}, reach)).map((one) => one.ticketId);
    expect(await idsOf()).toEqual([ready]);
    expect((await idsOf('all')).sort()).toEqual((given().listsAll ? [ready, review] : [ready]).sort());
  });
}

/** As one that is read. */
export function noticedContract(given: () => TrackerHarness): void {
  it('is read as any other, marked or not', async () => {
    const marked = await given().addTicket({ title: 'marked', description: 'long', markers: ['trigger'] });
    const plain = await given().addTicket({ title: 'plain' });

    for (const ticketId of [marked, plain])
      expect(await given().tracker.noticed({ ticketId })).toEqual(await given().tracker.read(ticketId));
  });

  it('may be closed, and may be gone', async () => {
    const closed = await given().addTicket({ title: 'closed', markers: ['trigger'] });
    await given().closeTicket(closed);
    const removed = await given().addTicket({ title: 'removed' });
    await given().removeTicket(removed);

    expect(await given().tracker.noticed({ ticketId: closed })).toMatchObject({ isClosed: true });
    expect(await given().tracker.noticed({ ticketId: removed })).toBeUndefined();
    expect(await given().tracker.noticed({ ticketId: NOBODY })).toBeUndefined();
  });
}
