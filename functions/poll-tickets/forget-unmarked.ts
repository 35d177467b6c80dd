import { ticketName } from '../../shared/domain/ticket.ts';
import { elapsedMs } from '../../shared/domain/time.ts';
import type { MarkedListing } from './list-marked.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';

/** A record made just now may belong to a ticket that the listing was too early to show. */
const SETTLED_MS = 60_000;

/** Removes what we kept of tickets that never ran and bear the trigger no longer. */
export async function forgetUnmarked(
  deps: Pick<PollTicketsDeps, 'tickets'>,
  listings: readonly MarkedListing[],
): Promise<void> {
  const ready = await deps.tickets.withStatus('ready');
  for (const { tracker, tickets, askedAt } of listings) {
    const marked = new Set(tickets.map(ticketName));
    for (const record of ready) {
      const isOurs = record.tracker === tracker && record.runId === undefined && record.next === undefined;
      const isOld = elapsedMs(record.updatedAt, askedAt) >= SETTLED_MS;
      if (isOurs && isOld && !marked.has(ticketName(record))) await deps.tickets.remove(record);
    }
  }
}
