import { isApprovalSeen, TRACKER_LAG_MS } from './approval.ts';
import { isUnmarked, type Ticket } from './ticket.ts';
import { stageOf, type TicketRecord, type TicketStatus } from './ticket-record.ts';
import { elapsedMs, HOUR_MS, type Instant } from './time.ts';

/** How a person takes back what was asked for, by the code of the failure that says so. */
export type Withdrawal = 'ticket_closed' | 'ticket_unmarked';

/** In these a run is under way or due, or a plan waits. */
const AT_WORK: readonly TicketStatus[] = ['planning', 'implementing', 'plan_complete', 'awaiting_approval'];
/** With these a round is over, or waits for people to review it. */
const IN_REVIEW: readonly TicketStatus[] = ['pr_ready', 'closed', 'merged'];

/** The statuses of records whose tickets are looked at though no listing may show them. */
export const OPEN_STATUSES: readonly TicketStatus[] = [...AT_WORK, 'pr_ready'];

/** How long an answer that a pull request is open is believed. */
const OPEN_FOR_MS = HOUR_MS;

/** Whether a ticket, undefined when it is gone, is to be looked at with its record, as it was seen at `seenAt`. */
export function callsForLook(record: TicketRecord, ticket: Ticket | undefined, seenAt: Instant): boolean {
  if (AT_WORK.includes(record.status)) {
    const isApproved = ticket !== undefined && isApprovalSeen(record, ticket, seenAt);
    return isApproved || withdrawalOf(record, ticket, seenAt) !== undefined;
  }
  if (!IN_REVIEW.includes(record.status)) return false;
  if (isOver(ticket)) return record.status === 'pr_ready';
  return isReopened(record) || isWishedAgain(record, ticket, seenAt) || isTrusted(record, ticket);
}

/**
 * Whether and how a person took back what is under way. What the tracker tells sooner than its lag after the run began may be
 * older than that. A run that was asked for in the admin UI needs no mark, which only whoever reads the run can tell.
 */
export function withdrawalOf(
  record: Pick<TicketRecord, 'runAt'>,
  ticket: Ticket | undefined,
  seenAt: Instant,
): Withdrawal | undefined {
  if (record.runAt !== undefined && elapsedMs(record.runAt, seenAt) < TRACKER_LAG_MS) return undefined;
  if (isOver(ticket)) return 'ticket_closed';
  return isUnmarked(ticket) ? 'ticket_unmarked' : undefined;
}

export function isOver(ticket: Ticket | undefined): ticket is undefined | (Ticket & { isClosed: true }) {
  return ticket === undefined || ticket.isClosed;
}

/** Whether an open ticket was seen closed before its pull request was over. */
export function isReopened({ status, prClosedAt }: Pick<TicketRecord, 'status' | 'prClosedAt'>): boolean {
  return status === 'closed' && prClosedAt === undefined;
}

/** Whether a person seems to ask for another run of an open ticket with a pull request, as it was seen at `seenAt`. */
export function isWishedAgain(record: TicketRecord, ticket: Ticket, seenAt: Instant): boolean {
  return isPullRequestOver(record) ? isMarkedAnew(record, ticket, seenAt) : isReviewDoubted(record, ticket, seenAt);
}

/** Whether its pull request was seen merged or closed. */
export function isPullRequestOver({ status, prClosedAt }: Pick<TicketRecord, 'status' | 'prClosedAt'>): boolean {
  return status === 'merged' || (status === 'closed' && prClosedAt !== undefined);
}

/**
 * Whether an open ticket whose pull request is over bears the trigger, long enough after we showed that it is: we had taken the
 * trigger off, or the ticket was completed with it.
 */
function isMarkedAnew(record: TicketRecord, { markers }: Ticket, seenAt: Instant): boolean {
  const { shownStage, shownAt } = record;
  if (!markers.includes('trigger') || markers.includes('ready_for_review')) return false;
  return shownStage === stageOf(record) && shownAt !== undefined && elapsedMs(shownAt, seenAt) >= TRACKER_LAG_MS;
}

/**
 * Whether an open ticket with the trigger lacks what says that its pull request waits for review, long enough after we showed
 * it, so that a person took it off or set another value: the pull request may be over. That it was open holds for a while, as long as the
 * record says so.
 */
function isReviewDoubted(record: TicketRecord, { markers }: Ticket, seenAt: Instant): boolean {
  const { status, shownStage, shownAt, prOpenAt, waiting } = record;
  if (status !== 'pr_ready' || !markers.includes('trigger') || markers.includes('ready_for_review')) return false;
  const isToldOpen = waiting?.reason === 'pull_request_open' && prOpenAt !== undefined;
  if (isToldOpen && elapsedMs(prOpenAt, seenAt) < OPEN_FOR_MS) return false;
  return shownStage === 'pr_ready' && shownAt !== undefined && elapsedMs(shownAt, seenAt) >= TRACKER_LAG_MS;
}

/** Whether there is nothing to doubt any more, and the record still says why the ticket does not run. */
function isTrusted({ waiting }: TicketRecord, { markers }: Ticket): boolean {
  return waiting?.reason === 'pull_request_open' && markers.includes('ready_for_review');
}

/** The pull request is merged or closed: the ticket may run again, by the rules that hold for a new one. */
export function withNextRound(record: TicketRecord): TicketRecord {
  const { prUrl, prOpenAt: _, prClosedAt: __, isLeftOpen: ___, pastPrUrls = [], ...rest } = record;
  return {
    ...rest,
    status: 'ready',
    pastPrUrls: prUrl === undefined ? pastPrUrls : [...pastPrUrls, prUrl],
    next: undefined,
    waiting: undefined,
    failureReason: undefined,
  };
}
