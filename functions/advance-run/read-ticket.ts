import { ServiceRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { Ticket, TicketRef } from '../../shared/domain/ticket.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

/** The ticket as it is now; undefined when it is gone, `unreadable` while its tracker cannot answer, or will not. */
export async function readTicket(
  deps: Pick<AdvanceRunDeps, 'trackers'>,
  { tracker, ticketId }: TicketRef,
): Promise<Ticket | undefined | 'unreadable'> {
  try {
    return await deps.trackers[tracker]?.read(ticketId);
  } catch (error) {
    if (error instanceof ServiceUnavailable || error instanceof ServiceRefusal) return 'unreadable';
    throw error;
  }
}
