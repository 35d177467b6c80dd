import { expect, test } from 'vitest';
import { familyOf, percentileOf, summed, tallyOfPull, tallyOfRun } from '../../shared/domain/tally.ts';
import { aRun } from '../builders/a-run.ts';

const DAY = '2026-01-05';

test('the end of a run counts once how it ended, how long it worked, and the hours of its slot', () => {
  const run = aRun({
    status: 'failed',
    failure: { kind: 'substance', code: 'tests_failed', reason: 'no' },
    reservedAt: '2026-01-05T09:50:00.000Z',
    startedAt: '2026-01-05T10:00:00.000Z',
    endedAt: '2026-01-05T11:10:00.000Z',
  });
  expect(tallyOfRun(run, DAY)).toEqual({
    spentAs: 'usd.failed',
    counts: {
      'run.failed': 1,
      'code.tests_failed': 1,
      'lasted.5400': 1,
      'began.9': 1,
      'slot.9': 600,
      'slot.10': 3600,
      'slot.11': 600,
    },
  });
});

test('what goes on after midnight is counted in the hours after it, and what has no end in sight in 72 at most', () => {
  const late = { status: 'succeeded', reservedAt: '2026-01-05T23:30:00.000Z', startedAt: undefined } as const;
  const { counts } = tallyOfRun(aRun({ ...late, endedAt: '2026-01-06T00:30:00.000Z' }), DAY);
  expect(counts).toEqual({ 'run.succeeded': 1, 'began.23': 1, 'slot.23': 1800, 'slot.24': 1800 });
  const endless = tallyOfRun(aRun({ ...late, endedAt: '2026-03-05T00:30:00.000Z' }), DAY).counts;
  expect(Math.max(...[...familyOf(endless, 'slot').keys()].map(Number))).toBe(71);
});

test('a pull request tells how long it took where it was merged, and from the mark where it was the first of its ticket', () => {
  const times = { openedAt: '2026-01-05T10:00:00.000Z', endedAt: '2026-01-06T09:00:00.000Z' };
  const markedAt = '2026-01-05T09:30:00.000Z';
  expect(tallyOfPull({ state: 'merged', ...times, markedAt, usd: 1.5 })).toEqual({
    ...{ 'pull.merged': 1, 'usd.merged': 1.5, 'merging.86400': 1, 'opening.1800': 1 },
  });
  expect(tallyOfPull({ state: 'merged', ...times, usd: 0 })).toEqual({ 'pull.merged': 1, 'merging.86400': 1 });
  expect(tallyOfPull({ state: 'closed', ...times, markedAt, usd: 2 })).toEqual({ 'pull.closed': 1, 'usd.closed': 2 });
});

test('a percentile is told by the bound of its part, and as more than the last where it is', () => {
  const times = familyOf(
    summed([{ 'merging.60': 9, 'run.failed': 4 }, { 'merging.3600': 9 }, { 'merging.more': 2 }]),
    'merging',
  );
  expect(percentileOf(times, 0.45)).toEqual({ atMostS: 60 });
  expect(percentileOf(times, 0.5)).toEqual({ atMostS: 3600 });
  expect(percentileOf(times, 0.95)).toEqual({ isMore: true });
  expect(percentileOf(new Map(), 0.5)).toBeUndefined();
});
