import { TRACKER_LAG_MS } from './approval.ts';
import type { TicketRecord } from './ticket-record.ts';
import { elapsedMs, type Instant, plus } from './time.ts';

/**
 * From when on what a tracker tells of the ticket was surely told after our own last writes; undefined where that is so of what it
 * told at `seenAt`.
 */
export function believedFrom(
  { runAt, shownAt }: Pick<TicketRecord, 'runAt' | 'shownAt'>,
  seenAt: Instant,
): Instant | undefined {
  const last = [runAt ?? '', shownAt ?? ''].sort().at(-1) ?? '';
  return last !== '' && elapsedMs(last, seenAt) < TRACKER_LAG_MS ? plus(last, TRACKER_LAG_MS) : undefined;
}
