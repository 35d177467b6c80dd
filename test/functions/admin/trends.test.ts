import { describe, expect, it } from 'vitest';
import { ADMIN_OPERATIONS } from '../../../shared/contract/admin.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { dayOf } from '../../../shared/domain/spending.ts';
import { tallyOfRun } from '../../../shared/domain/tally.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aRun } from '../../builders/a-run.ts';
import { type AdminWorld, anAdminWorld, TODAY } from './an-admin-world.ts';

const { mappingId } = aMapping();

/** A run of so many minutes, counted as its end is. */
async function ended(
  world: AdminWorld,
  runId: string,
  { usd = 1, minutes = 30, ...of }: Partial<Run> & { usd?: number; minutes?: number },
) {
  const { reservedAt = plus(world.clock.now(), -2 * HOUR_MS), status = 'succeeded', mappingId: by = mappingId } = of;
  const run = aRun({
    ...of,
    runId,
    status,
    reservedAt,
    startedAt: reservedAt,
    endedAt: plus(reservedAt, minutes * MINUTE_MS),
  });
  const day = dayOf(reservedAt);
  const spent = { of: 'day', mappingId: by, day } as const;
  await world.spending.reserve(spent, { runId, reservation: { usd, mappingId: by, day }, limitUsd: undefined });
  await world.spending.settle(spent, runId, { usd, isFinal: true, tally: tallyOfRun(run, day) });
}

const failure = { kind: 'substance', code: 'tests_failed', reason: 'no' } as const;
const read = (world: AdminWorld, days?: number) =>
  world.operations.readTrends({ query: days === undefined ? {} : { days } });

describe('trends', () => {
  it('are counted by day and mapping, with causes, hours and times', async () => {
    const world = anAdminWorld();
    await world.mappings.save(aMapping());
    await ended(world, 'a', { usd: 2 });
    await ended(world, 'b', { status: 'failed', failure, minutes: 90 });
    await ended(world, 'c', { status: 'failed', failure, reservedAt: plus(world.clock.now(), -DAY_MS) });
    await ended(world, 'd', { reservedAt: plus(world.clock.now(), -40 * DAY_MS) });
    const report = await read(world);
    expect(ADMIN_OPERATIONS.readTrends.answer.safeParse(JSON.parse(JSON.stringify(report))).error).toBeUndefined();
    expect(report).toMatchObject({
      days: 14,
      isCut: false,
      stepHours: 24,
      failures: [{ code: 'tests_failed', runs: 2 }],
    });
    expect(report.mappings[0]?.days).toEqual([
      {
        day: dayOf(plus(world.clock.now(), -DAY_MS)),
        spentUsd: 1,
        runs: { succeeded: 0, failed: 1, timed_out: 0, cancelled: 0 },
      },
      { day: TODAY, spentUsd: 3, runs: { succeeded: 1, failed: 1, timed_out: 0, cancelled: 0 } },
    ]);
    expect(report.hours.reduce((sum, amount) => sum + amount, 0)).toBe(3);
    expect(report.times.run).toEqual({ counted: 3, p50: { atMostS: 1800 }, p95: { atMostS: 5400 } });
  });

  it('tell the slots of a bucket that its mappings held, by the hour of few days, also where a run began on the day before', async () => {
    const world = anAdminWorld();
    const other = aMapping({ mappingId: '01KE6XMMMM0000000000000002', name: 'Other', repo: 'other' });
    await world.mappings.save(aMapping());
    await world.mappings.save(other);
    await world.buckets.saveLimit({ bucketId: 'linear#ENG', tracker: 'linear', limit: 3 });
    const midnight = `${TODAY}T00:00:00.000Z`;
    await ended(world, 'a', { reservedAt: plus(midnight, -HOUR_MS), minutes: 90 });
    await ended(world, 'b', { reservedAt: plus(midnight, 30 * MINUTE_MS), minutes: 30, mappingId: other.mappingId });
    const { buckets, stepHours } = await read(world, 1);
    expect(stepHours).toBe(1);
    expect(buckets).toMatchObject([{ bucketId: 'linear#ENG', name: 'ENG', limit: 3 }]);
    expect(buckets[0]?.held.slice(0, 2)).toEqual([1, 0]);
  });

  it('tell merge rate, cost of a merged pull request, and the times from mark to merge', async () => {
    const world = anAdminWorld();
    await world.mappings.save(aMapping());
    const endedAt = world.clock.now();
    const openedAt = plus(endedAt, -5 * HOUR_MS);
    const pull = { openedAt, endedAt, markedAt: plus(openedAt, -HOUR_MS), usd: 3 };
    for (const n of [1, 2, 3])
      await world.spending.countPull(mappingId, { ...pull, state: 'merged', name: `a/b#${n}` });
    await world.spending.countPull(mappingId, { ...pull, state: 'closed', name: 'a/b#4' });
    const { mappings, times } = await read(world);
    expect(mappings).toMatchObject([{ merged: 3, closed: 1, mergedUsd: 9 }]);
    expect(times.opening).toEqual({ counted: 3, p50: { atMostS: 3600 }, p95: { atMostS: 3600 } });
    expect(times.merging).toMatchObject({ counted: 3, p50: { atMostS: 21_600 } });
  });
});

describe('trends of one mapping, and of none', () => {
  it('are of one mapping where it is asked for, and of none where there is no such one', async () => {
    const world = anAdminWorld();
    const other = aMapping({ mappingId: '01KE6XMMMM0000000000000002', name: 'Other', repo: 'other' });
    for (const mapping of [aMapping(), other]) await world.mappings.save(mapping);
    await ended(world, 'a', {});
    await ended(world, 'b', { mappingId: other.mappingId, status: 'failed', failure });
    const asked = async (mapping: string) => world.operations.readTrends({ query: { mapping } });
    const one = await asked(other.mappingId);
    expect(one).toMatchObject({
      mappings: [{ name: 'Other' }],
      failures: [{ runs: 1 }],
      times: { run: { counted: 1 } },
    });
    expect(one.choices).toHaveLength(2);
    expect(await asked('x')).toMatchObject({ mappings: [], buckets: [], times: { run: { counted: 0 } } });
  });

  it('are nothing, and no time is invented', async () => {
    const { mappings, times, hours } = await read(anAdminWorld(), 90);
    expect([mappings, times.merging]).toEqual([[], { counted: 0, p50: undefined, p95: undefined }]);
    expect(hours).toHaveLength(24);
  });
});
