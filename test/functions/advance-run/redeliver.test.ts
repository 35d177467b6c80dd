import { expect, test } from 'vitest';
import { advanceRun } from '../../../functions/advance-run/advance-run.ts';
import { watchRuns } from '../../../functions/watch-runs/watch-runs.ts';
import { AppError, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import type { FailedDelivery } from '../../../shared/ports/webhook-deliveries.ts';
import { aWorld } from '../world.ts';

/** The number `n` counts tries, above 2^53; a higher one is newer. */
const row = (n: number, guid: string, statusCode = 502): FailedDelivery => ({
  ...{ deliveryId: String(3_804_004_623_172_239_366n + BigInt(n)), guid, statusCode },
  deliveredAt: '2026-01-05T08:00:00.000Z',
});

/** A world in which GitHub lists these tries, newest first. */
async function listing(...rows: FailedDelivery[]) {
  const world = await aWorld();
  world.deliveries.rows = rows;
  const look = () =>
    advanceRun(world.advance, { type: 'TimerDue', timer: { kind: 'redeliver', dueAt: world.clock.now() } });
  return { world, look, asked: () => world.deliveries.asked };
}

const ids = (...rows: FailedDelivery[]) => rows.map(({ deliveryId }) => deliveryId);

test('each failed try is asked for again once, the oldest first, however long GitHub lists it', async () => {
  const { look, asked } = await listing(row(2, 'b', 0), row(1, 'a'));
  await look();
  await look();

  expect(asked()).toEqual(ids(row(1, 'a'), row(2, 'b')));
});

test('a try that failed again is asked for once more, up to four tries of one delivery', async () => {
  const { world, look, asked } = await listing(row(1, 'a'));
  for (let tries = 2; tries <= 6; tries += 1) {
    await look();
    world.deliveries.rows.unshift(row(tries, 'a'));
  }
  await look();

  expect(asked()).toEqual(ids(row(1, 'a'), row(2, 'a'), row(3, 'a')));
});

test.each([
  [0, 1],
  [401, 1],
  [404, 1],
  [429, 1],
  [500, 1],
  [503, 1],
  [400, 0],
  [413, 0],
  [415, 0],
])('a delivery that was answered %s is asked for again %s times', async (statusCode, times) => {
  const { look, asked } = await listing(row(1, 'a', statusCode));
  await look();

  expect(asked()).toHaveLength(times);
});

test('of many one look asks for twenty, and the next for others', async () => {
  const { look, asked } = await listing(...Array.from({ length: 45 }, (_, n) => row(45 - n, `guid-${n}`)));
  await look();
  expect(asked()).toHaveLength(20);
  await look();
  await look();
  await look();

  expect(asked()).toHaveLength(45);
  expect(new Set(asked()).size).toBe(45);
});

test('one that GitHub has no more is not asked for again', async () => {
  const { world, look, asked } = await listing(row(1, 'a'));
  world.deliveries.gone.add(row(1, 'a').deliveryId);
  await look();
  await look();

  expect(asked()).toHaveLength(1);
});

test('what GitHub lists no more is forgotten', async () => {
  const { world, look } = await listing(row(1, 'a'));
  await look();
  world.deliveries.rows = [row(2, 'b')];
  await look();

  expect(await world.redeliveries.read()).toEqual({ b: row(2, 'b').deliveryId });
});

test.each([
  ['is down', new ServiceUnavailable('github', 'outage', 'down'), 'left: outage'],
  ['will not say', new AppError('github_refused', 'no'), 'left: github_refused'],
])('where GitHub %s, nothing fails, and all of it is asked for later', async (_, failure, outcome) => {
  const { world, look, asked } = await listing(row(1, 'a'));
  world.deliveries.failure = failure;
  expect(await look()).toBe(outcome);
  world.deliveries.failure = undefined;
  await look();

  expect(asked()).toHaveLength(1);
});

test('an outage in the middle asks for nothing twice', async () => {
  const { world, look, asked } = await listing(row(2, 'b'), row(1, 'a'));
  const { redeliver } = world.deliveries;
  world.deliveries.redeliver = async (deliveryId) => {
    if (asked().length === 1) throw new ServiceUnavailable('github', 'rate_limited', 'later');
    return redeliver(deliveryId);
  };
  await look();
  world.deliveries.redeliver = redeliver;
  await look();

  expect(asked()).toEqual(ids(row(1, 'a'), row(2, 'b')));
});

test('the watch has deliveries looked for once in five minutes', async () => {
  const world = await aWorld();
  for (let minute = 0; minute < 10; minute += 1) {
    await watchRuns(world.watch);
    world.clock.advance(MINUTE_MS);
  }

  expect(world.lifecycle.waiting()).toEqual(
    ['03', '08'].map((minute) => ({
      type: 'TimerDue',
      timer: { kind: 'redeliver', dueAt: `2026-01-05T09:${minute}:00.000Z` },
    })),
  );
});
