import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, plus } from './time.ts';

const CAP_MS = 15 * MINUTE_MS;
/** Where nobody says when a usage limit is lifted, it is tried again so often. */
const UNKNOWN_QUOTA_MS = HOUR_MS;
/** The longest limits are those on a month's spending; what is said to last longer is looked at again. */
const LONGEST_QUOTA_MS = 32 * DAY_MS;

/** 1, 2, 4, 8, 15, 15 … minutes after the first, second … failure in a row, in milliseconds. */
export function backOffMs(failuresInARow: number): number {
  return Math.min(CAP_MS, MINUTE_MS * 2 ** Math.max(0, failuresInARow - 1));
}

/** When a run that met a usage limit may be repeated: at its reset, which comes from outside, so within bounds. */
export function quotaOverAt(retryAt: Instant | undefined, now: Instant): Instant {
  if (retryAt === undefined) return plus(now, UNKNOWN_QUOTA_MS);
  const [earliest, latest] = [plus(now, MINUTE_MS), plus(now, LONGEST_QUOTA_MS)];
  if (retryAt < earliest) return earliest;
  return retryAt > latest ? latest : retryAt;
}
