import { absorbPlan, type NewPlan } from './absorb-plan.ts';
import { withoutApproval } from './approval.ts';
import { backOffMs, quotaOverAt } from './back-off.ts';
import { runFailure } from './failures/run-failure.ts';
import { absorbFollowUpRun } from './follow-ups/absorb-follow-up-run.ts';
import { isLive, isTombstone, MAX_ATTEMPTS, type Phase, type Run } from './run.ts';
import { asReported, type RunNews } from './run-news.ts';
import {
  cancelledComment,
  failureComment,
  parkedComment,
  pullRequestComment,
  quotaComment,
  suspendedComment,
} from './ticket-comments.ts';
import {
  type NextRun,
  newTicketRecord,
  PARK_AFTER,
  type TicketRecord,
  type TicketStatus,
  withComment,
} from './ticket-record.ts';
import { type Instant, plus } from './time.ts';
import { isPullRequestOver } from './withdrawal.ts';

const LIVE_STATUS: Record<Phase, TicketStatus> = {
  planning: 'planning',
  implementation: 'implementing',
  'gap-fill': 'pr_ready',
};
const FAILED_STATUS: Record<Phase, TicketStatus> = {
  planning: 'planning_failed',
  implementation: 'implementation_failed',
  'gap-fill': 'pr_ready',
};

/**
 * Takes a run as it is now into the ticket's record: status, next run, wanted comments. Taking the same news in twice
 * changes nothing, and news of an older run does not undo what a newer one made.
 */
export function absorbRun(record: TicketRecord | undefined, received: RunNews): TicketRecord {
  const news = { ...received, run: asReported(received) };
  const { run } = news;
  const base = record ?? emptyRecord(run, news.now);
  if (run.phase === 'gap-fill') return absorbFollowUpRun(base, run);
  if (isTombstone(run) && isElsewhere(base, run)) return base;
  const isOlder = base.runAt !== undefined && base.runAt > run.reservedAt;
  if (base.endedRunId === run.runId || isOlder) return absorbLate(base, news);
  return isLive(run.status) ? absorbAdmission(base, run) : absorbEnd(absorbAdmission(base, run), news);
}

/** Whether the ticket never waited for this run: a surplus candidate that was cut off says nothing about it. */
function isElsewhere({ status, runId, next }: TicketRecord, run: Run): boolean {
  return status !== 'ready' && runId !== run.runId && next?.runId !== run.runId;
}

function emptyRecord(run: Run, now: Instant): TicketRecord {
  const { tracker, ticketId, ticketKey: key, ticketTitle: title, ticketUrl: url } = run;
  return newTicketRecord({ tracker, ticketId, key, title, url }, now);
}

function absorbAdmission(base: TicketRecord, run: Run): TicketRecord {
  const prUrl = run.prUrl ?? base.prUrl;
  if (base.runId === run.runId) return { ...base, prUrl };
  return {
    ...base,
    status: LIVE_STATUS[run.phase],
    mappingId: run.mappingId,
    bucketId: run.bucketId,
    plan: run.phase === 'planning' ? withoutApproval(base.plan) : base.plan,
    runId: run.runId,
    runAt: run.reservedAt,
    // What an earlier run showed proves nothing about this one: a trigger that its failure takes off must be seen to go.
    shownStage: 'unknown',
    prUrl,
    failureReason: undefined,
    dispatchedAt: { ...base.dispatchedAt, [run.phase]: run.reservedAt },
    waiting: undefined,
    offered: undefined,
    next: base.next?.runId === run.runId ? undefined : base.next,
  };
}

function absorbEnd(base: TicketRecord, news: RunNews): TicketRecord {
  const ended = { ...base, endedRunId: news.run.runId };
  const { run } = news;
  if (ended.prUrl !== undefined) return pullRequestReady(ended, news);
  if (run.status === 'cancelled') return cancelled(ended, news);
  if (isPlanned(news)) return planned(ended, news);
  if (run.failure?.kind === 'mapping') return heldByMapping(ended, news);
  // Cut off before it was written, and its ticket forgotten meanwhile: nothing says how to repeat it, but a poll finds it.
  if (run.mappingId === '') return readyAgain(ended, run);
  if (run.failure?.code === 'model_quota') return waitForQuota(ended, news);
  if (run.failure?.kind === 'infrastructure' && run.attempt < MAX_ATTEMPTS) return tryAgain(ended, news);
  return failed(ended, news);
}

/** What comes after the verdict is honoured when no other run of the ticket is under way. */
function absorbLate(base: TicketRecord, news: RunNews): TicketRecord {
  const { run } = news;
  // Of a round that is over.
  if (run.prUrl !== undefined && base.pastPrUrls?.includes(run.prUrl)) return base;
  const isOtherLive = base.runId !== base.endedRunId;
  if (run.prUrl === undefined) return isOtherLive ? base : absorbLateVerdict(base, news);
  if (isOtherLive) return { ...base, prUrl: base.prUrl ?? run.prUrl };
  const isVerdictOver = base.endedRunId === run.runId && base.failureReason !== run.failure?.reason;
  const isNews = base.prUrl === undefined || isVerdictOver;
  return isNews ? pullRequestReady({ ...base, prUrl: base.prUrl ?? run.prUrl }, news) : base;
}

function absorbLateVerdict(base: TicketRecord, news: RunNews): TicketRecord {
  const { run } = news;
  const isRepeatDue = base.next?.retryOf === run.runId;
  if (isPlanned(news)) return isRepeatDue || isOverturned(base, run) ? planned(base, news) : base;
  return isRepeatDue && run.failure?.kind === 'substance' ? failed(base, news) : base;
}

/** A ticket that was given up, and not run since, goes on all the same when its plan comes after the verdict. */
function isOverturned({ status, runId, endedRunId }: TicketRecord, run: Run): boolean {
  const isLast = runId === run.runId && endedRunId === run.runId;
  return isLast && (status === 'planning_failed' || status === 'parked');
}

function isPlanned(news: RunNews): news is RunNews & { plan: NewPlan } {
  return news.run.status === 'succeeded' && news.plan !== undefined;
}

function planned(base: TicketRecord, news: RunNews & { plan: NewPlan }): TicketRecord {
  if (news.plan.sections.length > 0)
    return absorbPlan({ ...base, failuresInARow: clearFailures(base, 'planning') }, news);
  return failed(base, { ...news, run: { ...news.run, failure: runFailure('plan_empty') } });
}

function pullRequestReady(base: TicketRecord, news: RunNews): TicketRecord {
  const { run, report, version } = news;
  const missing = run.failure?.reason;
  const draft = report?.isDraft === true ? { draft: report.openFindings ?? 0 } : {};
  const isMerged = base.status === 'merged';
  const words = {
    run,
    version,
    prUrl: base.prUrl ?? '',
    isMerged,
    ...draft,
    notes: report?.notes ?? [],
    ...(missing === undefined ? {} : { missing }),
  };
  const isOver = isPullRequestOver(base);
  const record: TicketRecord = {
    ...base,
    status: isOver ? base.status : 'pr_ready',
    next: undefined,
    failureReason: missing,
    failuresInARow: clearFailures(base, run.phase),
  };
  // What was said of a closed one names it.
  if (isOver && !isMerged) return record;
  return withComment(record, { commentId: news.commentId('pull-request'), body: pullRequestComment(words) });
}

function cancelled(base: TicketRecord, news: RunNews): TicketRecord {
  const record = { ...base, status: 'cancelled' as const, next: undefined, failureReason: reasonOf(news.run) };
  return withComment(record, { commentId: news.commentId('cancelled'), body: cancelledComment(wordsOf(news)) });
}

/** What a person asked for stays asked for, since its ticket may bear no trigger; anything else is found by a poll again. */
function heldByMapping(base: TicketRecord, news: RunNews): TicketRecord {
  const { run, now } = news;
  const body = suspendedComment(wordsOf(news));
  const isApproved = run.phase === 'implementation' && base.plan?.approval !== undefined;
  const isKept = run.isExplicit === true || isApproved;
  const next = isKept ? repeatOf(news, { attempt: run.attempt, notBefore: now }) : base.next;
  return withComment({ ...readyAgain(base, run), next }, { commentId: news.commentId('suspended'), body });
}

function readyAgain(base: TicketRecord, { phase }: Run): TicketRecord {
  const dispatchedAt = { ...base.dispatchedAt };
  delete dispatchedAt[phase];
  return { ...base, status: 'ready', dispatchedAt };
}

function tryAgain(base: TicketRecord, news: RunNews): TicketRecord {
  const { run, now } = news;
  const notBefore = plus(now, backOffMs(run.attempt));
  return { ...base, next: repeatOf(news, { attempt: run.attempt + 1, notBefore }) };
}

/** Not the ticket's fault, so it is no attempt: markers stay, the slot is free, and it goes on when the limit is lifted. */
function waitForQuota(base: TicketRecord, news: RunNews): TicketRecord {
  const { run, now } = news;
  const notBefore = quotaOverAt(run.failure?.modelLimit?.retryAt, now);
  const limitedCredential = run.failure?.modelLimit?.credential;
  const next = { ...repeatOf(news, { attempt: run.attempt, notBefore }), isQuotaWait: true, limitedCredential };
  const body = quotaComment({ ...wordsOf(news), until: notBefore });
  return withComment({ ...base, next }, { commentId: news.commentId('quota'), body });
}

function repeatOf(
  { run, nextRunId }: RunNews,
  { attempt, notBefore }: Pick<NextRun, 'attempt' | 'notBefore'>,
): NextRun {
  const { phase, mappingId, bucketId, isExplicit, runId: retryOf } = run;
  return { runId: nextRunId, phase, mappingId, bucketId, attempt, retryOf, notBefore, isExplicit };
}

function failed(base: TicketRecord, news: RunNews): TicketRecord {
  const { run } = news;
  const count = (base.failuresInARow[run.phase] ?? 0) + 1;
  const isParked = count >= PARK_AFTER;
  const record: TicketRecord = {
    ...base,
    status: isParked ? 'parked' : FAILED_STATUS[run.phase],
    next: undefined,
    failureReason: reasonOf(run),
    failuresInARow: { ...base.failuresInARow, [run.phase]: count },
  };
  const body = isParked ? parkedComment(wordsOf(news)) : failureComment(wordsOf(news));
  return withComment(record, { commentId: news.commentId('failed'), body });
}

function clearFailures(base: TicketRecord, phase: Phase): TicketRecord['failuresInARow'] {
  const left = { ...base.failuresInARow };
  delete left[phase];
  return left;
}

function wordsOf({ run, version, adminUrl, remedyOf }: RunNews) {
  const { code } = run.failure ?? {};
  return { run, version, adminUrl, reason: reasonOf(run), code, remedy: remedyOf?.(code) };
}

function reasonOf(run: Run): string {
  return run.failure?.reason ?? 'no reason was given';
}
