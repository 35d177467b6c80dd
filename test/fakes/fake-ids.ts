import type { Ids } from '../../shared/ports/clock.ts';

/** Counts up; each id has the length, the alphabet and the order of a ULID. */
export function fakeIds(first = 1): Ids {
  let next = first;
  return {
    ulid() {
      const id = String(next).padStart(26, '0');
      next += 1;
      return id;
    },
  };
}
