import { expect, test } from 'vitest';
import { pollTickets } from '../../../functions/poll-tickets/poll-tickets.ts';
import { ServiceRefusal } from '../../../shared/domain/errors.ts';
import { MINUTE_MS, SECOND_MS } from '../../../shared/domain/time.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { aWorld } from '../world.ts';

const other = aTicket({ ticketId: 'ticket-2', key: 'ENG-2' });

test('a ticket that is not understood is skipped and told; nothing is forgotten meanwhile', async () => {
  const world = await aWorld({ tickets: [aTicket({ blockedBy: ['ENG-9'] }), other] });
  await pollTickets(world.poll);
  world.tracker.listStrangely(aTicket().ticketId);
  world.clock.advance(5 * MINUTE_MS);

  const { skipped } = await pollTickets(world.poll);

  expect(skipped).toEqual([aTicket().ticketId]);
  expect(await world.tickets.read(aTicket())).toMatchObject({ waiting: { reason: 'blocked_by' } });
});

test('a tracker that refuses to tell of what is under way keeps nothing else from its run', async () => {
  const world = await aWorld({ tickets: [other] });
  await world.tickets.write(aTicketRecord({ status: 'awaiting_approval' }));
  world.tracker.faults.failOnce('readMany', new ServiceRefusal('linear', 'ReadTickets', 'FORBIDDEN'));

  expect(await pollTickets(world.poll)).toMatchObject({ offered: 1, skipped: [aTicket().ticketId] });

  expect(await world.tickets.read(aTicket())).toMatchObject({ status: 'awaiting_approval' });
});

test('one answer that fails costs no more than one poll, also when it was waited for', async () => {
  const world = await aWorld();
  world.tracker.faults.failOnce('marked');
  const hanging: typeof world.tracker.marked = async (onSkipped) => {
    world.clock.advance(10 * SECOND_MS);
    return world.tracker.marked(onSkipped);
  };
  await pollTickets({ ...world.poll, trackers: [{ ...world.tracker, marked: hanging }] });
  world.clock.advance(50 * SECOND_MS);

  expect(await pollTickets(world.poll)).toMatchObject({ offered: 1 });
});

test('a poll that was cut off does not keep the next from its work', async () => {
  const world = await aWorld();
  world.trace.breakAt({ call: 3, side: 'before', way: 'dies' });
  await expect(world.trace.run(() => pollTickets(world.poll))).rejects.toThrow('died');
  world.clock.advance(MINUTE_MS - SECOND_MS);

  expect(await pollTickets(world.poll)).toMatchObject({ offered: 1 });
});
