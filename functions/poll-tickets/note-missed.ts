import { isApprovalSeen } from '../../shared/domain/approval.ts';
import type { AssessedMark } from '../../shared/domain/assessed-mark.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { elapsedMs, type Instant, MINUTE_MS } from '../../shared/domain/time.ts';
import type { MarkedListing } from './list-marked.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';

/** What is seen sooner than this after our own last write may have been told of, and put off until the tracker could be believed. */
const PUT_OFF_MS = 3 * MINUTE_MS;

/**
 * Counts what this poll was the first to find: marks of which nothing was known, wishes, approvals by a person, and tickets that are otherwise than
 * their records. A delivery that is a moment later than the poll counts too.
 */
export async function noteMissed(
  deps: Pick<PollTicketsDeps, 'settings'>,
  { tracker, askedAt }: MarkedListing,
  { marks, changed }: { marks: readonly AssessedMark[]; changed: readonly TicketRecord[] },
): Promise<void> {
  const found = marks.filter((mark) => isNews(mark, askedAt)).length;
  const count = found + changed.filter((record) => !isPutOff(record, askedAt)).length;
  if (count > 0) await deps.settings.noteMissed(tracker, count, askedAt);
}

function isNews({ ticket, record, assessment }: AssessedMark, seenAt: Instant): boolean {
  if (record === undefined) return assessment.verdict !== 'leave';
  if (isPutOff(record, seenAt)) return false;
  if (assessment.verdict === 'offer') return assessment.isRetryWish;
  return assessment.verdict === 'review' && isApprovalSeen(record, ticket, seenAt);
}

function isPutOff({ runAt = '', shownAt = '' }: TicketRecord, seenAt: Instant): boolean {
  const last = runAt > shownAt ? runAt : shownAt;
  return last !== '' && elapsedMs(last, seenAt) < PUT_OFF_MS;
}
