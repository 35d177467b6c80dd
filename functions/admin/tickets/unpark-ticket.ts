import { AppError } from '../../../shared/domain/errors.ts';
import type { TicketRef } from '../../../shared/domain/ticket.ts';
import { readTicket } from './read-ticket.ts';
import { isParked, retryPhase } from './retry-phase.ts';
import { type RetryDeps, runAgain } from './run-again.ts';

/** Forgets the failures that parked the ticket, and retries the phase. */
export async function unparkTicket(deps: RetryDeps, ref: TicketRef): Promise<{ runId: string }> {
  const record = await readTicket(deps, ref);
  if (!isParked(record)) throw new AppError('not_parked', 'the ticket is not parked');
  const phase = retryPhase(record);
  if (phase === undefined)
    throw new AppError('nothing_to_retry', 'the ticket has a pull request or a next run already');
  const failuresInARow = { ...record.failuresInARow, [phase]: 0 };
  return runAgain(deps, { ...record, failuresInARow }, { action: 'ticket_unparked' });
}
