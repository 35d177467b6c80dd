import { elapsedMs, type Instant, MINUTE_MS, plus, SECOND_MS } from '../time.ts';
import type { PullRequestRecord } from './pull-request-record.ts';

/** Requests that read one pull request within a minute, however much happens on it; those for a command are apart. */
const READS_A_MINUTE = 3;
/** A read may come so long after the moment that is noted for it: as long as a message has for itself. */
const SLACK_MS = 40 * SECOND_MS;
const WITHIN_MS = MINUTE_MS + SLACK_MS;

type Reading = Pick<PullRequestRecord, 'readsAt'>;

function within({ readsAt = [] }: Reading, now: Instant): Instant[] {
  return readsAt.filter((at) => elapsedMs(at, now) < WITHIN_MS);
}

export function readsLeft(record: Reading, now: Instant): number {
  return Math.max(READS_A_MINUTE - within(record, now).length, 0);
}

/** When so many reads are free again: now, where they are. */
export function readableAt(record: Reading, count: number, now: Instant): Instant {
  const over = within(record, now).length + count - READS_A_MINUTE;
  const freed = over > 0 ? within(record, now).sort()[over - 1] : undefined;
  return freed === undefined ? now : plus(freed, WITHIN_MS);
}

/** The record once it was read so often. */
export function withReads(record: PullRequestRecord, count: number, now: Instant): PullRequestRecord {
  return { ...record, readsAt: [...within(record, now), ...Array.from({ length: count }, () => now)] };
}
