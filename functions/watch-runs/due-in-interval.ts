import { type Instant, instant, MINUTE_MS } from '../../shared/domain/time.ts';

/** Of intervals of which a watch has something done once. */
interface Interval {
  everyMs: number;
  /** Within each interval, so that it does not come together with what is due at full hours. */
  offsetMs: number;
}

/** When it is due, in the one watch of each interval whose turn it is; watches come by the minute. */
export function dueInInterval(now: Instant, { everyMs, offsetMs }: Interval): Instant | undefined {
  const at = Date.parse(now) - offsetMs;
  const sinceMs = at % everyMs;
  return sinceMs < MINUTE_MS ? instant(at - sinceMs + offsetMs) : undefined;
}
