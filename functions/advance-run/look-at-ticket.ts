import { isApprovalSeen } from '../../shared/domain/approval.ts';
import { failureBy } from '../../shared/domain/failures/failures.ts';
import { isLive, type Run } from '../../shared/domain/run.ts';
import type { TicketRef } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { isOver, type Withdrawal, withdrawalOf } from '../../shared/domain/withdrawal.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';
import { cancelRun } from './check-run.ts';
import { giveUp } from './offer-next.ts';
import { readTicket } from './read-ticket.ts';
import { reviewPlan } from './review-plan.ts';
import { type Look, reviewPullRequest } from './review-pull-request.ts';

/**
 * Looks at a ticket that somebody saw to be otherwise than its record would have it, with both as they are now: a person
 * approved its plan, took back what is under way, or goes on with a ticket whose pull request may be over.
 */
export async function lookAtTicket(deps: AdvanceRunDeps, ref: TicketRef): Promise<string> {
  const record = await deps.tickets.read(ref);
  if (record === undefined) return 'left: no such ticket';
  const askedAt = deps.clock.now();
  const ticket = await readTicket(deps, ref);
  return ticket === 'unreadable' ? 'left: the ticket cannot be read' : lookAtRead(deps, record, { ticket, askedAt });
}

/** The same with what was just read. */
export async function lookAtRead(
  deps: AdvanceRunDeps,
  record: TicketRecord,
  { ticket, askedAt }: Look,
): Promise<string> {
  switch (record.status) {
    case 'planning':
    case 'implementing':
    case 'plan_complete':
    case 'awaiting_approval':
      return lookAtWork(deps, record, { ticket, askedAt });
    case 'pr_ready':
    case 'closed':
    case 'merged':
      return reviewPullRequest(deps, record, { ticket, askedAt });
    default:
      return 'left: nothing is under way';
  }
}

async function lookAtWork(deps: AdvanceRunDeps, record: TicketRecord, { ticket, askedAt }: Look): Promise<string> {
  if (!isOver(ticket) && isApprovalSeen(record, ticket, askedAt)) return reviewPlan(deps, record);
  const withdrawal = withdrawalOf(record, ticket, askedAt);
  if (withdrawal === undefined) return 'left: the ticket is wanted';
  const run = record.runId === undefined ? undefined : await deps.runs.read(record.runId);
  if (withdrawal === 'ticket_unmarked' && isMarkNeedless(record, run)) return 'left: it was asked for without a mark';
  return withdraw(deps, record, run, withdrawal);
}

/** What a person asked for in the admin UI, or approved, needs no mark; nor is a mark missed that nobody can tell of. */
function isMarkNeedless({ next }: TicketRecord, run: Run | undefined): boolean {
  return next === undefined ? run === undefined || run.isExplicit === true : next.isExplicit === true;
}

async function withdraw(
  deps: AdvanceRunDeps,
  record: TicketRecord,
  run: Run | undefined,
  withdrawal: Withdrawal,
): Promise<string> {
  const failure = failureBy(withdrawal);
  if (run !== undefined && isLive(run.status)) {
    const isKept = (await deps.mappings.read(run.mappingId))?.cancelWhenUnmarked === false;
    return isKept ? 'left: its mapping lets the run go on' : cancelRun(deps, run, failure);
  }
  if (record.next !== undefined) return giveUp(deps, record, record.next, failure.reason);
  if (run === undefined || record.status !== 'awaiting_approval') return 'left: nothing is under way';
  return giveUp(deps, record, run, failure.reason);
}
