import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemClock, systemIds } from '../../shared/runtime/identities.ts';

test('a text always has the same UUID of version 4, and another text another', () => {
  void fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      const uuid = systemIds.uuidFrom(one);

      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(uuid === systemIds.uuidFrom(other)).toBe(one === other);
    }),
  );
});

test('a run id fits the messages that carry it', () => {
  expect(systemIds.ulid()).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
});

test('the time is text whose order is that of time', () => {
  expect(systemClock.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});
