import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { backOffMs } from '../../shared/domain/back-off.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';

test('the first waits are 1, 2, 4, 8 and 15 minutes', () => {
  expect([1, 2, 3, 4, 5, 6].map((n) => backOffMs(n) / MINUTE_MS)).toEqual([1, 2, 4, 8, 15, 15]);
});

test('a wait is never shorter than the one before, nor longer than 15 minutes', () => {
  void fc.assert(
    fc.property(fc.nat({ max: 5000 }), (failures) => {
      expect(backOffMs(failures + 1)).toBeGreaterThanOrEqual(backOffMs(failures));
      expect(backOffMs(failures + 1)).toBeLessThanOrEqual(15 * MINUTE_MS);
    }),
  );
});
