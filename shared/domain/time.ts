/** A moment as ISO 8601 text in UTC with milliseconds, so that comparing texts compares times. */
export type Instant = string;

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export function instant(epochMs: number): Instant {
  return new Date(epochMs).toISOString();
}

export function plus(at: Instant, ms: number): Instant {
  return instant(Date.parse(at) + ms);
}

/** Milliseconds from `from` to `to`; negative when `to` is earlier. */
export function elapsedMs(from: Instant, to: Instant): number {
  return Date.parse(to) - Date.parse(from);
}

/** Epoch seconds, as DynamoDB's time to live wants it. */
export function epochSeconds(at: Instant): number {
  return Math.floor(Date.parse(at) / SECOND_MS);
}
