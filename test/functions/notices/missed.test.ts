import { beforeEach, expect, test } from 'vitest';
import { advanceRun } from '../../../functions/advance-run/advance-run.ts';
import { pollTickets } from '../../../functions/poll-tickets/poll-tickets.ts';
import { HOUR_MS, plus, SECOND_MS } from '../../../shared/domain/time.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { aWorld, type World } from '../world.ts';

const { tracker, ticketId } = aTicket();

let world: World;
beforeEach(async () => {
  world = await aWorld();
});

const missed = async () => (await world.settings.readWebhook('linear')).missed;
const hear = (of = ticketId) => {
  const heardAt = world.clock.now();
  return advanceRun(world.advance, { type: 'TicketNoticed', tracker, ticketId: of, arrivalId: of, heardAt });
};
const ago = (ms: number) => plus(world.clock.now(), -ms);

test('where no delivery ever came nothing is missed', async () => {
  await pollTickets(world.poll);

  expect(await world.settings.readWebhook('linear')).toEqual({ missed: 0 });
});

test('a mark that no delivery told of is counted once, when the poll finds it', async () => {
  await hear('another');
  await pollTickets(world.poll);
  await pollTickets(world.poll);

  expect(await world.settings.readWebhook('linear')).toEqual({
    ...{ deliveredAt: world.clock.now(), missed: 1, missedAt: world.clock.now() },
  });
});

test('a mark that was told of is none', async () => {
  await hear();
  await pollTickets(world.poll);

  expect(await missed()).toBe(0);
});

test.each([
  ['is counted', HOUR_MS, 1],
  ['may have been put off, a moment after we wrote', 40 * SECOND_MS, 0],
])('a wish that the poll finds %s', async (_, agoMs, count) => {
  await hear('another');
  const status = 'implementation_failed';
  const at = { runAt: ago(2 * HOUR_MS), shownAt: ago(agoMs) };
  await world.tickets.write(aTicketRecord({ status, shownStage: status, ...at }));
  await pollTickets(world.poll);

  expect(await missed()).toBe(count);
});

test('a run whose ticket is unmarked is counted when the poll finds it', async () => {
  await hear('another');
  world.tracker.put(aTicket({ markers: [] }));
  await world.tickets.write(aTicketRecord({ status: 'implementing', runAt: ago(HOUR_MS) }));
  await pollTickets(world.poll);

  expect(await missed()).toBe(1);
});
