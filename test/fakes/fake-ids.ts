import { createHash } from 'node:crypto';
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
    hashOf: (text) => createHash('sha256').update(text).digest('hex'),
    uuidFrom(text) {
      const hex = createHash('sha256').update(text).digest('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
  };
}
