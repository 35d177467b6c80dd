import { backOffMs } from './back-off.ts';
import { isLive, MAX_ATTEMPTS, type Phase, type Run } from './run.ts';
import {
  cancelledComment,
  failureComment,
  parkedComment,
  pullRequestComment,
  suspendedComment,
} from './ticket-comments.ts';
import { type NextRun, newTicketRecord, PARK_AFTER, type TicketRecord, type TicketStatus } from './ticket-record.ts';
import { type Instant, plus } from './time.ts';

/** What happened to one run of a ticket, and what is needed to take it in. */
export interface RunNews {
  run: Run;
  report?:
    | {
        isSuccess: boolean;
        prUrl?: string | undefined;
        isDraft?: boolean | undefined;
        openFindings?: number | undefined;
      }
    | undefined;
  now: Instant;
  /** A fresh id for the run that may follow. */
  nextRunId: string;
  commentId: (key: string) => string;
  version: string;
  adminUrl: string;
}

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
export function absorbRun(record: TicketRecord | undefined, news: RunNews): TicketRecord {
  const base = record ?? emptyRecord(news.run, news.now);
  const isOlder = base.runAt !== undefined && base.runAt > news.run.reservedAt;
  if (base.endedRunId === news.run.runId || isOlder) return absorbLateReport(base, news);
  return isLive(news.run.status) ? absorbAdmission(base, news.run) : absorbEnd(absorbAdmission(base, news.run), news);
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
    runId: run.runId,
    runAt: run.reservedAt,
    prUrl,
    failureReason: undefined,
    dispatchedAt: { ...base.dispatchedAt, [run.phase]: run.reservedAt },
    waiting: undefined,
    next: base.next?.runId === run.runId ? undefined : base.next,
  };
}

function absorbEnd(base: TicketRecord, news: RunNews): TicketRecord {
  const ended = { ...base, endedRunId: news.run.runId };
  const { run } = news;
  if (ended.prUrl !== undefined) return pullRequestReady(ended, news, run.failure?.reason);
  if (run.status === 'cancelled') return cancelled(ended, news);
  if (run.failure?.kind === 'mapping') return heldByMapping(ended, news);
  if (run.failure?.kind === 'infrastructure' && run.attempt < MAX_ATTEMPTS) return tryAgain(ended, news);
  return failed(ended, news);
}

/** A report that came after the verdict: honoured when no other run of the ticket is under way. */
function absorbLateReport(base: TicketRecord, news: RunNews): TicketRecord {
  const prUrl = news.report?.isSuccess === true ? news.report.prUrl : undefined;
  if (prUrl === undefined || base.prUrl !== undefined) return base;
  const isOtherLive = base.runId !== base.endedRunId;
  if (isOtherLive) return { ...base, prUrl };
  return pullRequestReady({ ...base, prUrl }, news);
}

function pullRequestReady(base: TicketRecord, news: RunNews, missing?: string): TicketRecord {
  const { run, report, version } = news;
  const draft = report?.isDraft === true ? { draft: report.openFindings ?? 0 } : {};
  const words = { run, version, prUrl: base.prUrl ?? '', ...draft, ...(missing === undefined ? {} : { missing }) };
  return withComment(
    {
      ...base,
      status: 'pr_ready',
      next: undefined,
      failureReason: missing,
      failuresInARow: clearFailures(base, run.phase),
    },
    news.commentId('pull-request'),
    pullRequestComment(words),
  );
}

function cancelled(base: TicketRecord, news: RunNews): TicketRecord {
  const record = { ...base, status: 'cancelled' as const, next: undefined, failureReason: reasonOf(news.run) };
  return withComment(record, news.commentId('cancelled'), cancelledComment(wordsOf(news)));
}

function heldByMapping(base: TicketRecord, news: RunNews): TicketRecord {
  const dispatchedAt = { ...base.dispatchedAt };
  delete dispatchedAt[news.run.phase];
  const record = { ...base, status: 'ready' as const, dispatchedAt };
  return withComment(record, news.commentId('suspended'), suspendedComment(wordsOf(news)));
}

function tryAgain(base: TicketRecord, news: RunNews): TicketRecord {
  const { run, now } = news;
  const next: NextRun = {
    runId: news.nextRunId,
    phase: run.phase,
    mappingId: run.mappingId,
    bucketId: run.bucketId,
    attempt: run.attempt + 1,
    retryOf: run.runId,
    notBefore: plus(now, backOffMs(run.attempt)),
    isExplicit: run.isExplicit,
  };
  return { ...base, next };
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
  return withComment(record, news.commentId('failed'), body);
}

function clearFailures(base: TicketRecord, phase: Phase): TicketRecord['failuresInARow'] {
  const left = { ...base.failuresInARow };
  delete left[phase];
  return left;
}

function wordsOf({ run, version, adminUrl }: RunNews) {
  return { run, version, adminUrl, reason: reasonOf(run) };
}

function reasonOf(run: Run): string {
  return run.failure?.reason ?? 'no reason was given';
}

function withComment(record: TicketRecord, commentId: string, body: string): TicketRecord {
  return { ...record, comments: [...record.comments.filter((c) => c.commentId !== commentId), { commentId, body }] };
}
