import { expect, test } from 'vitest';
import { billOf, PRICES, sumOf, totalOf } from '../bench/cost/bill.ts';

test('every price says of what it is, when it was read, or where it stands', () => {
  for (const { source, read, of } of Object.values(PRICES.prices)) {
    expect(of).not.toBe('');
    expect(source.startsWith('https://') || read !== null).toBe(true);
  }
});

test('a bill is the sum of its parts, the dearest first', () => {
  const bill = billOf({ alarmMetric: 2, sqsRequest: 1_000_000, readUnit: 0 });

  expect(bill.map(({ part }) => part)).toEqual(['sqsRequest', 'alarmMetric']);
  expect(totalOf({ alarmMetric: 2, sqsRequest: 1_000_000 })).toBeCloseTo(0.6);
});

test('amounts add up, and may be taken off', () => {
  expect(sumOf([{ readUnit: 4, writeUnit: 1 }, 2], [{ readUnit: 3 }, -1])).toEqual({ readUnit: 5, writeUnit: 2 });
});
