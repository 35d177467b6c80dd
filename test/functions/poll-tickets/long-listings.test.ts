import { expect, test } from 'vitest';
import { pollTickets } from '../../../functions/poll-tickets/poll-tickets.ts';
import { ServiceRefusal } from '../../../shared/domain/errors.ts';
import { HOUR_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { aWorld, type World } from '../world.ts';

const MANY = 1_800;
const idOf = (n: number) => `ticket-${String(n).padStart(5, '0')}`;
const many = (count = MANY) =>
  Array.from({ length: count }, (_, n) => aTicket({ ticketId: idOf(n), key: `ENG-${n}`, blockedBy: ['ENG-99999'] }));
const ref = (n: number) => ({ tracker: 'linear', ticketId: idOf(n) }) as const;
const stateOf = (world: World) => world.settings.readPollState('linear');

/** Lets minutes pass with a poll each; answers how many tickets each one read. */
async function polls(world: World, minutes: number): Promise<number[]> {
  const read: number[] = [];
  for (let n = 0; n < minutes; n += 1) {
    read.push((await pollTickets(world.poll)).tickets);
    world.clock.advance(MINUTE_MS);
  }
  return read;
}

test('a poll reads twenty pages at most, the next one goes on where it stopped, and the tracker rests as long as it was asked', async () => {
  const world = await aWorld({ tickets: many() });
  const read = await polls(world, 9);

  expect(read).toEqual([750, 0, 0, 1000, 0, 0, 0, 50, 1000]);
  for (const n of [0, 999, MANY - 1]) expect(await world.tickets.read(ref(n))).toMatchObject({ status: 'ready' });
  expect(await stateOf(world)).toMatchObject({ failuresInARow: 0, round: { tickets: 1000 } });
});

test('what a part of the listing does not show is not forgotten, and what lost its mark is found in turn', async () => {
  const world = await aWorld({ tickets: many() });
  await polls(world, 9);
  world.tracker.remove(idOf(MANY - 1));
  const ticket = (await world.tracker.read(idOf(3))) ?? expect.unreachable();
  world.tracker.put({ ...ticket, markers: [] });
  await polls(world, 80);

  expect(await world.tickets.read(ref(MANY - 1))).toBeUndefined();
  expect(await world.tickets.read(ref(3))).toBeUndefined();
  for (const n of [0, 4, 1500]) expect(await world.tickets.read(ref(n))).toMatchObject({ status: 'ready' });
});

test('of many that run, few are looked at by one poll, and each is in its turn', async () => {
  const world = await aWorld({ tickets: [] });
  const running = Array.from({ length: 600 }, (_, n) => ({ ...ref(n), key: `ENG-${n}` }));
  for (const one of running) {
    await world.tickets.write(aTicketRecord({ ...one, status: 'implementing', runAt: '2026-01-04T09:00:00.000Z' }));
  }
  const looked: number[] = [];
  const { readMany } = world.tracker;
  world.tracker.readMany = (ids) => {
    looked.push(ids.length);
    return readMany(ids);
  };
  await polls(world, 16);

  expect(Math.max(...looked)).toBeLessThanOrEqual(250);
  expect(looked.slice(0, 3)).toEqual([250, 250, 100]);
  expect((await stateOf(world))?.lookedAt).toBeDefined();
});

test('a place that the tracker refuses to go on at is forgotten', async () => {
  const world = await aWorld({ tickets: many() });
  await polls(world, 1);
  expect((await stateOf(world))?.round?.after).toBeDefined();
  const { marked } = world.tracker;
  world.tracker.marked = async () => {
    throw new ServiceRefusal('linear', 'MarkedTickets', 'the cursor is not valid');
  };
  world.clock.advance(HOUR_MS);
  await expect(pollTickets(world.poll)).rejects.toThrow();
  expect(await stateOf(world)).toMatchObject({ failuresInARow: 1 });
  expect((await stateOf(world))?.round).toBeUndefined();

  world.tracker.marked = marked;
  world.clock.advance(HOUR_MS);
  expect((await pollTickets(world.poll)).tickets).toBeGreaterThan(0);
});

test('a poll that is cut off before it has offered its part reads that part again', async () => {
  const world = await aWorld({ tickets: many() });
  const { write } = world.tickets;
  world.tickets.write = async () => {
    throw new Error('the table does not answer');
  };
  await expect(pollTickets(world.poll)).rejects.toThrow();
  world.tickets.write = write;

  expect(await polls(world, 1)).toEqual([750]);
  expect(await world.tickets.read(ref(0))).toMatchObject({ status: 'ready' });
});

test('few tickets are listed by every poll, and nothing is noted of it', async () => {
  const world = await aWorld({ tickets: many(200) });
  expect(await polls(world, 3)).toEqual([200, 200, 200]);
  expect((await stateOf(world))?.round).toBeUndefined();
  expect((await stateOf(world))?.restsUntil).toBeUndefined();
});
