import { backOffMs, quotaOverAt } from '../back-off.ts';
import { isLive, MAX_ATTEMPTS, RECENT_MS, type Run } from '../run.ts';
import { elapsedMs, type Instant, plus } from '../time.ts';
import {
  type CommentRef,
  commentName,
  type FollowUpRequest,
  type NextFollowUp,
  type PullRequestRecord,
  REQUESTS_LIMIT,
  SEEN_COMMENTS_LIMIT,
  type WantedAnswer,
} from './pull-request-record.ts';

/** Whether the comment was looked at before: it came by two ways, or once more. */
export function isSeen(record: PullRequestRecord, comment: CommentRef): boolean {
  return record.seenComments.includes(commentName(comment));
}

/** The record once a comment was looked at, whatever was made of it. */
export function withSeen(record: PullRequestRecord, comment: CommentRef): PullRequestRecord {
  if (isSeen(record, comment)) return record;
  return { ...record, seenComments: [...record.seenComments, commentName(comment)].slice(-SEEN_COMMENTS_LIMIT) };
}

/** The record once a delivery of GitHub's webhook told of it; undefined where it came by another way. */
export function withDelivery(record: PullRequestRecord, at: Instant | undefined): PullRequestRecord {
  return at === undefined || (record.deliveredAt ?? '') >= at ? record : { ...record, deliveredAt: at };
}

/** The record that wants one more thing on its pull request; what it wants already is not wanted twice. */
export function withAnswer(record: PullRequestRecord, answer: WantedAnswer): PullRequestRecord {
  const name = answerName(answer);
  if (record.wanted.some((wanted) => answerName(wanted) === name)) return record;
  return { ...record, wanted: [...record.wanted, answer] };
}

export function answerName(answer: WantedAnswer): string {
  return answer.what === 'say' ? `say:${answer.answerId}` : `seen:${commentName(answer)}`;
}

/**
 * Takes an accepted request in: it joins the follow-up that is wanted already, or `runId` becomes one, at once. While a follow-up
 * works it waits for the next. Taken twice, it changes nothing.
 */
export function withRequest(
  record: PullRequestRecord,
  request: FollowUpRequest,
  { runId, now }: { runId: string; now: Instant },
): PullRequestRecord {
  if (isSeen(record, request)) return record;
  const next: NextFollowUp = record.next ?? { runId, attempt: 1, notBefore: now, requests: [] };
  const isFull = next.requests.length >= REQUESTS_LIMIT;
  const taken = { ...record, next: isFull ? next : { ...next, requests: [...next.requests, request] } };
  const seen = withSeen(taken, request);
  return isFull ? seen : withAnswer(seen, { what: 'seen', kind: request.kind, commentId: request.commentId });
}

/** When follow-ups were admitted within the last 24 hours; the record may hold older ones. */
export function followUpsWithinADay({ followUpsAt }: Pick<PullRequestRecord, 'followUpsAt'>, now: Instant): Instant[] {
  return followUpsAt.filter((at) => elapsedMs(at, now) < RECENT_MS);
}

/** What happened to a follow-up's run, and what is needed to take it in. */
export interface FollowUpNews {
  run: Run;
  /** As the run left the pull request, if it reported. */
  isDraft?: boolean | undefined;
  now: Instant;
  /** A fresh id for the run that may follow. */
  nextRunId: string;
  /** What is said on the pull request when it failed for good; holds no secret. */
  failureBody: string;
}

/** Takes the run of a follow-up into its pull request's record. Taking the same news in twice changes nothing. */
export function absorbFollowUp(record: PullRequestRecord, news: FollowUpNews): PullRequestRecord {
  const { run } = news;
  if (record.endedRunId === run.runId) return record;
  const admitted = withAdmission(record, news);
  if (isLive(run.status) || admitted.current?.runId !== run.runId) return admitted;
  return withEnd({ ...admitted, endedRunId: run.runId, isDraft: news.isDraft ?? admitted.isDraft }, news);
}

/** What was asked for after the run had been given its work waits for the next. */
function withAdmission(record: PullRequestRecord, { run, now, nextRunId }: FollowUpNews): PullRequestRecord {
  if (record.next?.runId !== run.runId) {
    // Admitted while its pull request was merged, which wants nothing more: it is known, so that it can be stopped.
    return record.state === 'merged' && isLive(run.status)
      ? { ...record, current: { runId: run.runId, requests: [] } }
      : record;
  }
  const { runId, requests } = record.next;
  const given = run.followUp?.comments ?? requests.map(commentName);
  const [taken, left] = [true, false].map((is) => requests.filter((one) => given.includes(commentName(one)) === is));
  const next = { runId: nextRunId, attempt: 1, notBefore: now, requests: left ?? [] };
  const isAutomatic = given.length === 0 && record.next.retryOf === undefined;
  const automatic = (record.automaticAt ?? []).filter((at) => elapsedMs(at, now) < RECENT_MS);
  return {
    ...record,
    next: next.requests.length === 0 ? undefined : next,
    current: { runId, requests: taken ?? [] },
    followUpsAt: [...followUpsWithinADay(record, now), run.reservedAt],
    automaticAt: isAutomatic ? [...automatic, run.reservedAt] : automatic,
  };
}

function withEnd(record: PullRequestRecord, news: FollowUpNews): PullRequestRecord {
  const { run, now, nextRunId: runId, failureBody } = news;
  if (run.status === 'succeeded') return record;
  // Its pull request was closed under it: it begins anew when that is open again.
  const isClosed = run.failure?.code === 'pull_request_closed';
  const repeat = isClosed ? { attempt: run.attempt, notBefore: now } : repeatAt(run, now);
  const mayGoOn = record.state === 'open' || (isClosed && record.state === 'closed');
  if (repeat === undefined || !mayGoOn)
    return withAnswer(record, { what: 'say', answerId: run.runId, body: failureBody });
  const requests = [...(record.current?.requests ?? []), ...(record.next?.requests ?? [])].slice(0, REQUESTS_LIMIT);
  return { ...record, next: { runId, ...repeat, retryOf: run.runId, requests } };
}

/** Whether a run that is over is followed by another try of the same work. */
export function isRepeated(record: PullRequestRecord, run: Run, now: Instant): boolean {
  return run.status !== 'succeeded' && record.state === 'open' && repeatAt(run, now) !== undefined;
}

/** When a run that did not succeed is repeated, and as which attempt; undefined where a repeat does not help. */
function repeatAt({ failure, attempt }: Run, now: Instant): Pick<NextFollowUp, 'attempt' | 'notBefore'> | undefined {
  if (failure?.code === 'model_quota') return { attempt, notBefore: quotaOverAt(failure.modelLimit?.retryAt, now) };
  if (failure?.kind !== 'infrastructure' || attempt >= MAX_ATTEMPTS) return undefined;
  return { attempt: attempt + 1, notBefore: plus(now, backOffMs(attempt)) };
}
