import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { listBlocked } from '../../functions/admin/tickets/list-blocked.ts';
import { pollTickets } from '../../functions/poll-tickets/poll-tickets.ts';
import { ServiceRefusal } from '../../shared/domain/errors.ts';
import { HOUR_MS, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { deliveries } from './deliveries.ts';
import { aWorld, BUCKET, type World } from './world.ts';

/** Why dispatch-run cannot admit what the poll takes for admissible. */
const OBSTACLES = ['gone', 'refused', 'unmarked', 'moved', 'dispatched'] as const;
type Obstacle = (typeof OBSTACLES)[number];

const idOf = (n: number) => `ticket-${String(n).padStart(3, '0')}`;
const numbered = (n: number, priority: number | null = null) =>
  aTicket({ ticketId: idOf(n), key: `ENG-${n}`, priority, createdAt: plus('2026-01-01T08:00:00.000Z', n * MINUTE_MS) });

/**
 * Tickets in the order in which they come, unless priorities say otherwise; those with an obstacle are listed like all others, until it
 * is taken away.
 */
async function aCrowd(obstacles: (Obstacle | undefined)[], limit: number, priorities: (number | null)[] = []) {
  const tickets = obstacles.map((_, n) => numbered(n, priorities[n] ?? null));
  const world = await aWorld({ mapping: { maxInProgress: limit }, tickets });
  const standing = new Map(obstacles.map((obstacle, n) => [idOf(n), obstacle]));
  const read: World['tracker']['read'] = async (ticketId) => {
    const ticket = await world.tracker.read(ticketId);
    const obstacle = standing.get(ticketId);
    if (obstacle === 'refused') throw new ServiceRefusal('linear', 'ReadTicket', 'FORBIDDEN');
    if (obstacle === 'gone' || ticket === undefined) return undefined;
    if (obstacle === 'moved') return { ...ticket, teamKey: 'OPS' };
    return obstacle === 'unmarked' ? { ...ticket, markers: [] } : ticket;
  };
  world.dispatch.trackers = { linear: { ...world.tracker, read } };
  for (const [ticketId, obstacle] of standing) {
    if (obstacle !== 'dispatched') continue;
    const claim = { tracker: 'linear', ticketId, runId: `old ${ticketId}`, phase: 'implementation' } as const;
    await world.dispatchRecords.claim({ ...claim, at: plus(world.clock.now(), -HOUR_MS) });
    await world.dispatchRecords.release(claim, claim.runId, world.clock.now());
  }
  const queues = deliveries(world);
  const poll = async () => {
    const { offered } = await pollTickets(world.poll);
    await queues.deliver();
    world.clock.advance(MINUTE_MS);
    return offered;
  };
  return { world, standing, poll };
}

const startedIn = (world: World) => world.executor.executions.map(({ request }) => request.ticket_id);
const slotsOf = async (world: World) => Object.keys((await world.buckets.read(BUCKET))?.slots ?? {}).length;

const limit = fc.integer({ min: 1, max: 3 });
const obstacle = fc.constantFrom(...OBSTACLES);

test('with r tickets ahead that cannot be admitted, one that can starts within 2 + r/20 polls', async () => {
  const ahead = fc.array(obstacle, { maxLength: 70 });
  await fc.assert(
    fc.asyncProperty(ahead, fc.nat({ max: 30 }), limit, async (obstacles, behind, slots) => {
      const those = [...obstacles, undefined, ...Array.from({ length: behind }, (_, n) => OBSTACLES[n % 5])];
      const { world, poll } = await aCrowd(those, slots);

      for (let n = 0; n < 2 + Math.ceil(obstacles.length / 20); n += 1)
        expect(await poll()).toBeLessThanOrEqual(slots + 20);

      expect(startedIn(world)).toEqual([idOf(obstacles.length)]);
    }),
    { seed: 14, numRuns: 40 },
  );
});

test('none that can be admitted is overtaken, also when it became so after it was dropped', async () => {
  const crowd = fc.array(fc.option(obstacle, { nil: undefined, freq: 2 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(crowd, limit, fc.infiniteStream(fc.nat({ max: 19 })), async (obstacles, slots, picks) => {
      const { world, standing, poll } = await aCrowd(obstacles, slots);
      for (let n = 0; n < 8; n += 1) {
        // Where the 24-hour rule holds a ticket, only time takes its obstacle away.
        const mended = idOf(picks.next().value);
        if (standing.get(mended) !== 'dispatched') standing.set(mended, undefined);
        const before = startedIn(world);
        await poll();
        const admissible = [...standing].filter(([, why]) => why === undefined).map(([ticketId]) => ticketId);
        const waiting = admissible.filter((ticketId) => !before.includes(ticketId)).sort();
        const started = startedIn(world).slice(before.length);
        expect(started.sort()).toEqual(waiting.filter((ticketId) => ticketId < 'u').slice(0, started.length));
        expect(started.length).toBeLessThanOrEqual(slots);
      }
    }),
    { seed: 14, numRuns: 40 },
  );
});

/** 1 is urgent, 4 is low, and none comes last. */
const priority = fc.constantFrom(1, 2, 3, 4, null);
const ticketOf = fc.record({ obstacle: fc.option(obstacle, { nil: undefined, freq: 3 }), priority });

test('none is overtaken by one of lower priority, and whoever does not run is on Blocked with its reason', async () => {
  const crowd = fc.array(ticketOf, { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(crowd, limit, async (tickets, slots) => {
      const those = tickets.map((ticket) => ticket.obstacle);
      const { world, poll } = await aCrowd(
        those,
        slots,
        tickets.map((ticket) => ticket.priority),
      );
      const r = those.filter((why) => why !== undefined).length;

      const free = tickets.map((ticket, n) => ({ ...ticket, n })).filter((ticket) => ticket.obstacle === undefined);
      const rank = (ticket: { priority: number | null }) => ticket.priority ?? 5;
      const inTurn = free.sort((a, b) => rank(a) - rank(b) || a.n - b.n).map(({ n }) => idOf(n));

      for (let n = 0; n < 2 + Math.ceil(r / 20); n += 1) {
        await poll();
        const started = [...startedIn(world)].sort();
        expect(started).toEqual(inTurn.slice(0, started.length).sort());
      }

      expect(startedIn(world)).toHaveLength(Math.min(slots, free.length));
      const blocked = new Map((await listBlocked(world)).tickets.map((one) => [one.ticketId, one]));
      const silent = those.map((_, n) => idOf(n)).filter((id) => !startedIn(world).includes(id) && !blocked.has(id));
      expect(silent).toEqual([]);
      for (const { detail } of blocked.values()) expect(detail).not.toBe('');
    }),
    { seed: 14, numRuns: 100 },
  );
});

test('what was dropped says why, is not written again while it says the same, and costs no more than it must', async () => {
  const { world, poll } = await aCrowd([...OBSTACLES], 1);

  for (let n = 0; n < 10; n += 1) await poll();

  const details = await Promise.all(
    OBSTACLES.map(async (_, n) => (await world.tickets.read({ tracker: 'linear', ticketId: idOf(n) }))?.waiting),
  );
  expect(details.map((waiting) => [waiting?.reason, waiting?.detail])).toEqual([
    ['not_admitted', 'the ticket cannot be read'],
    ['not_admitted', 'the tracker refuses to tell of the ticket (FORBIDDEN)'],
    ['not_admitted', 'the ticket is not eligible (not_marked)'],
    ['not_admitted', 'the ticket has left the scope of the mapping'],
    ['dispatched_recently', expect.stringContaining('again after')],
  ]);
  expect(await slotsOf(world)).toBe(0);
  // The one that was dispatched recently is foreseen from then on.
  expect(await poll()).toBe(4);
});

test('a ticket whose offer waits in the queue is not offered again while it is fresh', async () => {
  const { world } = await aCrowd(
    Array.from({ length: 6 }, () => undefined),
    3,
  );

  const offers: number[] = [];
  for (let n = 0; n < 4; n += 1) {
    offers.push((await pollTickets(world.poll)).offered);
    world.clock.advance(MINUTE_MS);
  }

  expect(offers).toEqual([3, 0, 0, 3]);
});
