import { type Instant, plus } from '../../shared/domain/time.ts';
import type { Clock } from '../../shared/ports/clock.ts';

export interface FakeClock extends Clock {
  advance(ms: number): void;
}

/** A clock that stands still until it is moved. */
export function fakeClock(start: Instant = '2026-01-05T09:00:00.000Z'): FakeClock {
  let current = start;
  return {
    now: () => current,
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`time only moves forward, not by ${ms} ms`);
      current = plus(current, ms);
    },
  };
}
