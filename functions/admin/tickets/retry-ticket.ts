import { AppError } from '../../../shared/domain/errors.ts';
import type { TicketRef } from '../../../shared/domain/ticket.ts';
import type { TicketRecord, TicketStatus } from '../../../shared/domain/ticket-record.ts';
import { readTicket } from './read-ticket.ts';
import { isParked, retryPhase } from './retry-phase.ts';
import { type RetryDeps, runAgain } from './run-again.ts';

/** A person's explicit retry: lifts the 24-hour rule, and offers a new run of the phase that failed at once. */
export async function retryTicket(deps: RetryDeps, ref: TicketRef): Promise<{ runId: string }> {
  const record = await readTicket(deps, ref);
  if (isParked(record) || retryPhase(record) === undefined) throw new AppError('nothing_to_retry', whyNothing(record));
  return runAgain(deps, record, { action: 'ticket_retried' });
}

function whyNothing(record: TicketRecord): string {
  if (isParked(record)) return 'the ticket is parked; unpark it';
  if (record.prUrl !== undefined)
    return 'the ticket has a pull request; go on there, or mark the ticket anew once it is merged or closed';
  if (record.next !== undefined) return 'a next run of this ticket is due already';
  return WHY_NOTHING[record.status] ?? 'the ticket did not fail';
}

const WHY_NOTHING: Partial<Record<TicketStatus, string>> = {
  planning: 'a run of this ticket is under way',
  implementing: 'a run of this ticket is under way',
  awaiting_approval: 'its plan waits for approval',
  ready: 'the ticket waits, and runs by itself',
};
