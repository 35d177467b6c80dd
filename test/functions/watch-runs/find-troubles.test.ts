import { expect, test } from 'vitest';
import { pollTickets } from '../../../functions/poll-tickets/poll-tickets.ts';
import { watchRuns } from '../../../functions/watch-runs/watch-runs.ts';
import { DAY_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import type { QueueDepth } from '../../../shared/ports/work-queue.ts';
import { aCandidate } from '../../builders/a-candidate.ts';
import { aWorld, type World } from '../world.ts';

/** So many minutes, each with a watch, and a poll unless they do not come; answers in which of them something was told. */
async function pass(
  world: World,
  minutes: number,
  { isPolled = true } = {},
): Promise<[minute: number, what: string][]> {
  const told: [number, string][] = [];
  for (let minute = 1; minute <= minutes; minute += 1) {
    world.clock.advance(MINUTE_MS);
    if (isPolled) await pollTickets(world.poll).catch(() => {});
    world.told.length = 0;
    await watchRuns(world.watch);
    // Its consumer works.
    while (world.lifecycle.take() !== undefined);
    for (const what of world.told) told.push([minute, what]);
  }
  return told;
}

/** In which minutes, of what begins so. */
const minutesOf = (told: readonly [number, string][], start: string) =>
  told.filter(([, what]) => what.startsWith(start)).map(([minute]) => minute);

test('where all goes well nothing is told', async () => {
  const world = await aWorld({ tickets: [] });

  expect(await pass(world, 40)).toEqual([]);
});

test('a tracker that no poll reached for ten minutes is told once, and anew after it was back', async () => {
  const world = await aWorld({ tickets: [] });
  world.tracker.faults.goDown();

  const told = await pass(world, 60);
  expect(minutesOf(told, 'no poll of linear has succeeded since 2026-01-05T09:01:00.000Z')).toEqual([12]);
  expect(told).toHaveLength(1);

  world.tracker.faults.comeUp();
  expect(await pass(world, 20)).toEqual([]);
  world.tracker.faults.goDown();
  expect(await pass(world, 30)).toHaveLength(1);
});

test('an outage of nine minutes is not told', async () => {
  const world = await aWorld({ tickets: [] });
  world.tracker.faults.goDown();
  await pass(world, 8);
  world.tracker.faults.comeUp();

  // The back-off ends after 15 minutes; then a webhook brings what is marked, and the tracker is asked at the next poll.
  await world.settings.writePollState({ tracker: 'linear', failuresInARow: 0 });
  expect(await pass(world, 20)).toEqual([]);
});

test('polls that do not come any more are told', async () => {
  const world = await aWorld({ tickets: [] });
  await pass(world, 5);

  expect(minutesOf(await pass(world, 30, { isPolled: false }), 'no poll has come to its end since')).toEqual([11]);
});

const broken = () => Promise.reject(new Error('broken'));

test('polls that fail unforeseen are told, at the tracker or after it', async () => {
  const world = await aWorld({ tickets: [] });
  const atTracker = { ...world.poll, trackers: [{ ...world.tracker, marked: broken }] };
  expect(minutesOf(await pass({ ...world, poll: atTracker }, 30), 'no poll of linear has succeeded')).toEqual([12]);

  const other = await aWorld({ tickets: [] });
  const afterIt = { ...other.poll, mappings: { ...other.mappings, all: broken } };
  expect(minutesOf(await pass({ ...other, poll: afterIt }, 30), 'no poll has come to its end yet')).toEqual([11]);
});

test('where polls come seldom, three of them may be missing', async () => {
  const world = await aWorld({ tickets: [] });
  await pass(world, 1);
  const watch = { ...world.watch, pollIntervalMinutes: 10 };

  expect(minutesOf(await pass({ ...world, watch }, 60, { isPolled: false }), 'no poll')).toEqual([31]);
});

test('time that jumped between a poll and a watch is no trouble', async () => {
  const world = await aWorld({ tickets: [] });
  await pass(world, 5);
  world.clock.advance(DAY_MS);
  await watchRuns(world.watch);

  expect(await pass(world, 5)).toEqual([]);
});

test('dead letters are told at the next look, again where they are more, and once a day', async () => {
  const world = await aWorld({ tickets: [] });
  await pass(world, 3);
  const bury = async () => {
    await world.candidates.offer(aCandidate());
    world.candidates.bury();
  };
  await bury();
  expect(await pass(world, 30)).toEqual([[3, 'dead letters of candidates: 1']]);

  await bury();
  expect(await pass(world, 30)).toEqual([[3, 'dead letters of candidates: 2']]);

  const day = await pass(world, 24 * 60);
  expect(day.map(([, what]) => what)).toEqual(['dead letters of candidates: 2']);
});

/** A queue that is found so at each look. */
const found = (depth: Partial<QueueDepth>) => ({
  of: async () => ({ waiting: 0, inHand: 0, deadLetters: 0, ...depth }),
});

test.each([
  ['that nobody takes are told after a quarter of an hour', { waiting: 1 }, [16, 16]],
  ['of a consumer that works are not, however many wait', { waiting: 1000, inHand: 20 }, []],
  ['that are all in hand are not', { inHand: 20 }, []],
])('messages %s', async (_, depth, minutes) => {
  const world = await aWorld({ tickets: [] });
  const watch = { ...world.watch, queues: found(depth) };

  expect(minutesOf(await pass({ ...world, watch }, 60), 'nobody takes the messages of')).toEqual(minutes);
});

test('a trouble does not hide another one', async () => {
  const world = await aWorld({ tickets: [] });
  await world.candidates.offer(aCandidate());
  world.candidates.bury();
  expect(await pass(world, 5)).toHaveLength(1);
  world.tracker.faults.goDown();

  expect((await pass(world, 30)).map(([, what]) => what.replace(/ since.*/, ''))).toEqual([
    'no poll of linear has succeeded',
  ]);
});

test('a queue that cannot be looked at fails the watch, after all else was done', async () => {
  const world = await aWorld({ tickets: [] });
  const queues = { of: () => Promise.reject(new Error('denied')) };
  const timer = { kind: 'show-ticket', dueAt: world.clock.now(), ticketId: 't', tracker: 'linear' } as const;
  await world.timers.set(timer);

  await expect(watchRuns({ ...world.watch, queues })).rejects.toThrow('a part of the watch failed');
  expect(world.lifecycle.waiting()).toMatchObject([{ timer }]);
});
