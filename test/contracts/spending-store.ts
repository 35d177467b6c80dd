import { describe, expect, it } from 'vitest';
import type { SpendingOf } from '../../shared/domain/spending.ts';
import { aRun as aRunOf } from '../builders/a-run.ts';
import type { FreshStores } from './stores.ts';

const TICKET: SpendingOf = { of: 'ticket', tracker: 'linear', ticketId: 'ticket-1' };
const MAPPING = '01KE6XMMMM0000000000000001';
const DAY: SpendingOf = { of: 'day', mappingId: MAPPING, day: '2026-01-05' };
const NOW = '2026-01-05T09:00:00.000Z';

function aReservation(usd = 10, day = '2026-01-05') {
  return { usd, mappingId: MAPPING, day };
}

function aRun(runId: string, { usd = 10, limitUsd = 30 }: { usd?: number; limitUsd?: number } = {}) {
  return { runId, reservation: aReservation(usd), limitUsd };
}

export function spendingStoreContract(fresh: FreshStores): void {
  describe('spending', () => {
    reserving(fresh);
    settling(fresh);
    raising(fresh);
    listing(fresh);
    tallying(fresh);
    countingPulls(fresh);
  });
  describe('the cost of a run', () => lateUsage(fresh));
}

function reserving(fresh: FreshStores): void {
  it('is nothing at first, and then the caps of what is in flight', async () => {
    const { spending } = await fresh();
    expect(await spending.read(TICKET)).toBeUndefined();
    await spending.reserve(TICKET, aRun('a', { usd: 2.5 }));
    await spending.reserve(TICKET, aRun('b', { usd: 0.1 }));
    expect(await spending.read(TICKET)).toEqual({
      committedUsd: 2.6,
      inFlight: { a: aReservation(2.5), b: aReservation(0.1) },
      assumed: {},
    });
  });

  it('counts a run once, as it was counted first, also where nothing is left', async () => {
    const { spending } = await fresh();
    await spending.reserve(TICKET, aRun('a', { limitUsd: 1 }));
    const again = { ...aRun('a', { limitUsd: 1 }), reservation: aReservation(3, '2026-01-06') };
    expect(await spending.reserve(TICKET, again)).toEqual({ outcome: 'reserved', reservation: aReservation() });
    expect((await spending.read(TICKET))?.committedUsd).toBe(10);
  });

  it('refuses once nothing is left, and says what was spent', async () => {
    const { spending } = await fresh();
    for (const runId of ['a', 'b', 'c']) await spending.reserve(DAY, aRun(runId));
    expect(await spending.reserve(DAY, aRun('d'))).toMatchObject({ outcome: 'spent', spending: { committedUsd: 30 } });
    expect(await spending.reserve(DAY, aRun('d', { limitUsd: 30.01 }))).toMatchObject({ outcome: 'reserved' });
    expect(await spending.reserve(DAY, { ...aRun('e'), limitUsd: undefined })).toMatchObject({ outcome: 'reserved' });
  });

  it('of many at once admits as many as there is room for, and at most one beyond', async () => {
    const { spending } = await fresh();
    const runs = Array.from({ length: 40 }, (_, n) => aRun(`run-${n}`, { usd: 4, limitUsd: 10 }));
    const outcomes = await inTries(runs.map((run) => () => spending.reserve(DAY, run)));
    expect(outcomes.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(3);
    expect((await spending.read(DAY))?.committedUsd).toBe(12);
  });
}

/** Some at once: a store may give up where dozens change one record at the same time, and its message comes again. */
async function inTries<Made>(calls: (() => Promise<Made>)[]): Promise<Made[]> {
  const made: Made[] = [];
  for (let from = 0; from < calls.length; from += 5)
    made.push(...(await Promise.all(calls.slice(from, from + 5).map((call) => call()))));
  return made;
}

function settling(fresh: FreshStores): void {
  it('counts what a run cost in place of its cap, once', async () => {
    const { spending } = await fresh();
    await spending.reserve(TICKET, aRun('a'));
    await spending.reserve(TICKET, aRun('b'));
    expect(await spending.settle(TICKET, 'a', { usd: 1.25, isFinal: true })).toMatchObject({ committedUsd: 11.25 });
    expect(await spending.settle(TICKET, 'a', { usd: 7, isFinal: true })).toBeUndefined();
    expect(await spending.read(TICKET)).toEqual({ committedUsd: 11.25, inFlight: { b: aReservation() }, assumed: {} });
  });

  it('keeps what is assumed until the cost is known', async () => {
    const { spending } = await fresh();
    await spending.reserve(DAY, aRun('a'));
    expect(await spending.settle(DAY, 'a', { usd: 8, isFinal: false })).toMatchObject({ committedUsd: 8 });
    expect(await spending.settle(DAY, 'a', { usd: 9, isFinal: false })).toBeUndefined();
    expect(await spending.read(DAY)).toEqual({ committedUsd: 8, inFlight: {}, assumed: { a: aReservation(8) } });
    expect(await spending.reserve(DAY, aRun('a'))).toEqual({ outcome: 'reserved', reservation: aReservation(8) });
    expect(await spending.settle(DAY, 'a', { usd: 0.3, isFinal: true })).toMatchObject({
      committedUsd: 0.3,
      assumed: {},
    });
    expect(await spending.settle(DAY, 'a', { usd: 8, isFinal: false })).toBeUndefined();
  });

  it('of a run that was never counted changes nothing', async () => {
    const { spending } = await fresh();
    expect(await spending.settle(DAY, 'a', { usd: 1, isFinal: true })).toBeUndefined();
    await spending.reserve(DAY, aRun('b'));
    expect(await spending.settle(DAY, 'a', { usd: 1, isFinal: true })).toBeUndefined();
    expect((await spending.read(DAY))?.committedUsd).toBe(10);
  });

  it('adds up whatever the order and the numbers', async () => {
    const { spending } = await fresh();
    const costs = [0.1, 0.2, 0.000001, 12.345678, 3];
    for (const [n] of costs.entries()) await spending.reserve(DAY, { ...aRun(`run-${n}`), limitUsd: undefined });
    for (const [n, usd] of costs.entries()) await spending.settle(DAY, `run-${n}`, { usd, isFinal: true });
    expect((await spending.read(DAY))?.committedUsd).toBe(15.645679);
  });
}

function raising(fresh: FreshStores): void {
  it('lets runs begin again, is the same when repeated, and is never lowered', async () => {
    const { spending } = await fresh();
    for (const runId of ['a', 'b', 'c']) await spending.reserve(TICKET, aRun(runId));
    expect(await spending.raise(TICKET, 40)).toBe('raised');
    expect(await spending.raise(TICKET, 40)).toBe('raised');
    expect(await spending.raise(TICKET, 35)).toBe('raised');
    expect((await spending.read(TICKET))?.raisedToUsd).toBe(40);
    expect(await spending.reserve(TICKET, aRun('d'))).toMatchObject({ outcome: 'reserved' });
    expect(await spending.reserve(TICKET, aRun('e'))).toMatchObject({ outcome: 'spent' });
  });

  it('of what was never counted is unknown', async () => {
    const { spending } = await fresh();
    expect(await spending.raise(TICKET, 40)).toBe('unknown');
    expect(await spending.read(TICKET)).toBeUndefined();
  });

  it('is warned of by one caller alone', async () => {
    const { spending } = await fresh();
    expect(await spending.markWarned(DAY, NOW)).toBe('marked_already');
    await spending.reserve(DAY, aRun('a'));
    const marks = await Promise.all([1, 2, 3].map(() => spending.markWarned(DAY, NOW)));
    expect(marks.filter((mark) => mark === 'marked')).toHaveLength(1);
    expect((await spending.read(DAY))?.warnedAt).toBe(NOW);
  });
}

function listing(fresh: FreshStores): void {
  it('of a mapping is told by day, and of no other mapping', async () => {
    const { spending } = await fresh();
    for (const day of ['2026-01-07', '2026-01-04', '2026-01-05'])
      await spending.reserve({ of: 'day', mappingId: MAPPING, day }, aRun('a'));
    await spending.reserve({ of: 'day', mappingId: `${MAPPING}2`, day: '2026-01-06' }, aRun('a'));
    const days = await spending.daysOf(MAPPING, '2026-01-05');
    expect(days.map(({ day, committedUsd }) => [day, committedUsd])).toEqual([
      ['2026-01-05', 10],
      ['2026-01-07', 10],
    ]);
  });
}

const counted = (usd: number, isFinal: boolean) => ({
  ...{ usd, isFinal },
  tally: { counts: { 'run.failed': 1, 'slot.9': 600 }, spentAs: 'usd.failed' },
});

function tallying(fresh: FreshStores): void {
  it('counts the end of a run by the write that settles its cost, so once', async () => {
    const { spending } = await fresh();
    for (const runId of ['a', 'b']) await spending.reserve(DAY, aRun(runId));
    await Promise.all([1, 2, 3].map(() => spending.settle(DAY, 'a', counted(0.1, true))));
    await spending.settle(DAY, 'b', counted(0.2, true));
    await spending.settle(DAY, 'c', counted(5, true));
    const [day] = await spending.daysOf(MAPPING, '2026-01-05');
    expect(day?.counts).toEqual({ 'run.failed': 2, 'slot.9': 1200, 'usd.failed': 0.3 });
  });

  it('of an end whose cost is told late counts the difference alone', async () => {
    const { spending } = await fresh();
    await spending.reserve(DAY, aRun('a'));
    await spending.settle(DAY, 'a', counted(10, false));
    await spending.settle(DAY, 'a', counted(10, false));
    const late = await spending.settle(DAY, 'a', counted(2.5, true));
    expect(late).toEqual({ committedUsd: 2.5, inFlight: {}, assumed: {} });
    const [day] = await spending.daysOf(MAPPING, '2026-01-05');
    expect(day?.counts).toEqual({ 'run.failed': 1, 'slot.9': 600, 'usd.failed': 2.5 });
  });

  it('is not counted where an admission takes back what it counted', async () => {
    const { spending } = await fresh();
    await spending.reserve(DAY, aRun('a'));
    await spending.settle(DAY, 'a', { usd: 0, isFinal: true });
    expect((await spending.daysOf(MAPPING, '2026-01-05'))[0]?.counts).toEqual({});
  });
}

function countingPulls(fresh: FreshStores): void {
  const pull = {
    name: 'acme/backend#1',
    state: 'merged',
    openedAt: NOW,
    endedAt: '2026-01-06T08:00:00.000Z',
    usd: 1.5,
  } as const;

  it('of pull requests is by the day of their end, each once, beside the spending of that day', async () => {
    const { spending } = await fresh();
    await spending.reserve({ of: 'day', mappingId: MAPPING, day: '2026-01-06' }, aRun('a'));
    await Promise.all([1, 2, 3].map(() => spending.countPull(MAPPING, pull)));
    await spending.countPull(MAPPING, { ...pull, name: 'acme/backend#2' });
    await spending.countPull(MAPPING, { ...pull, name: 'acme/backend#3', state: 'closed' });
    await spending.countPull(MAPPING, { ...pull, name: 'acme/backend#4', endedAt: '2026-01-04T08:00:00.000Z' });
    await spending.countPull(`${MAPPING}2`, pull);
    const counts = { 'pull.merged': 2, 'pull.closed': 1, 'usd.merged': 3, 'usd.closed': 1.5, 'merging.86400': 2 };
    expect(await spending.pullDaysOf(MAPPING, '2026-01-05')).toEqual([{ day: '2026-01-06', counts }]);
    expect((await spending.daysOf(MAPPING, '2026-01-05')).map(({ day }) => day)).toEqual(['2026-01-06']);
  });

  it('of one that was closed, reopened and merged on one day tells both', async () => {
    const { spending } = await fresh();
    await spending.countPull(MAPPING, { ...pull, state: 'closed' });
    await spending.countPull(MAPPING, pull);
    expect((await spending.pullDaysOf(MAPPING, ''))[0]?.counts).toMatchObject({ 'pull.closed': 1, 'pull.merged': 1 });
  });
}

function lateUsage(fresh: FreshStores): void {
  it('is learned late, and stays as it was told first', async () => {
    const { runs } = await fresh();
    const run = aRunOf({ status: 'timed_out' });
    await runs.entomb(run);
    const usage = { turns: 3, inputTokens: 10, outputTokens: 5, costUsd: 0.25, isNotional: true };
    await runs.noteUsage(run.runId, usage);
    await runs.noteUsage(run.runId, { ...usage, costUsd: 9 });
    await runs.noteUsage('01KE6XMMMM0000000000000099', usage);
    expect(await runs.read(run.runId)).toMatchObject({ status: 'timed_out', usage });
    expect(await runs.read('01KE6XMMMM0000000000000099')).toBeUndefined();
  });
}
