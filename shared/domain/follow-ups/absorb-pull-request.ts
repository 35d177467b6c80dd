import { closedPullRequestComment } from '../ticket-comments.ts';
import { type TicketRecord, withComment } from '../ticket-record.ts';
import type { Instant } from '../time.ts';
import { isPullRequestOver } from '../withdrawal.ts';
import { refusedReply } from './follow-up-comments.ts';
import { withAnswer } from './follow-ups.ts';
import type { PullRequestRecord, PullRequestView } from './pull-request-record.ts';
import { withView } from './seen-pull-request.ts';

/** What became of a pull request, and what is needed to take it into its ticket's record. */
export interface PullRequestNews {
  pull: Pick<PullRequestRecord, 'url' | 'state'>;
  now: Instant;
  /** Whether its mapping has the ticket completed when it is merged. */
  isCompleted: boolean;
  /** A comment's id, a UUID v4 made from this text. */
  commentId: (text: string) => string;
  /** Shown in comments. */
  version: string;
}

/**
 * Takes what became of its pull request into a ticket's record. Taking the same in twice changes nothing, and a pull request of an
 * earlier round says nothing about the ticket.
 */
export function absorbPullRequest(record: TicketRecord, news: PullRequestNews): TicketRecord {
  const { pull } = news;
  if (record.prUrl !== pull.url || record.status === 'merged') return record;
  switch (pull.state) {
    case 'merged':
      return merged(record, news);
    case 'closed':
      return isPullRequestOver(record) ? record : closed(record, news);
    case 'open':
      return isPullRequestOver(record) ? reopened(record) : record;
  }
}

function merged({ prClosedAt: _, ...record }: TicketRecord, { isCompleted }: PullRequestNews): TicketRecord {
  const isLeftOpen = isCompleted ? {} : { isLeftOpen: true };
  return { ...record, ...isLeftOpen, status: 'merged', next: undefined, waiting: undefined };
}

function closed(record: TicketRecord, { pull: { url }, now, commentId, version }: PullRequestNews): TicketRecord {
  const body = closedPullRequestComment({ tracker: record.tracker, prUrl: url, version });
  return withComment(
    { ...record, status: 'closed', prClosedAt: now, next: undefined, waiting: undefined },
    { commentId: commentId(`${url} closed ${now}`), body },
  );
}

/** Also where the run that opened it still works: its trigger, which we took off, must not be missed. */
function reopened({ prClosedAt: _, ...record }: TicketRecord): TicketRecord {
  return { ...record, status: 'pr_ready' };
}

/**
 * The record of a pull request as GitHub shows it now, if it was looked at. What waits for one that was closed goes on when it is
 * reopened; what waits for one that was merged is refused.
 */
export function withState(
  record: PullRequestRecord,
  view: PullRequestView | undefined,
  { now, version }: Pick<PullRequestNews, 'now' | 'version'>,
): PullRequestRecord {
  const told = view === undefined ? record : withView(record, view, now);
  if (told.state !== 'merged' || record.next === undefined) return told;
  const answerId = `merged ${record.next.runId}`;
  const body = refusedReply({ why: 'merged' }, version);
  return withAnswer({ ...told, next: undefined }, { what: 'say', answerId, body });
}
