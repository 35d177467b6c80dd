import { expect, test } from 'vitest';
import { advanceRun } from '../../../functions/advance-run/advance-run.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { aWorld } from '../world.ts';

const ticket = aTicket({ markers: ['trigger', 'working'] });
const { tracker, ticketId } = ticket;
const OFFER = {
  type: 'TimerDue',
  timer: { kind: 'offer-next', dueAt: '2026-01-05T09:00:00.000Z', tracker, ticketId },
} as const;

test('a repeat of the event that gave a ticket up shows it when the first was cut off before that', async () => {
  const world = await aWorld({ tickets: [ticket] });
  const comments = [{ commentId: 'c0ffee00-0000-4000-8000-000000000001', body: 'It was given up.' }];
  await world.tickets.write(aTicketRecord({ status: 'cancelled', shownStage: 'implementing', comments }));

  await advanceRun(world.advance, OFFER);

  expect((await world.tracker.read(ticketId))?.markers).toEqual([]);
  expect(world.tracker.commentsOn(ticketId)).toEqual(comments);
  expect((await world.tickets.read(ticket))?.shownStage).toBe('cancelled');
});
