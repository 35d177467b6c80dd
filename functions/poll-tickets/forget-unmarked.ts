import { areMarkersSettled } from '../../shared/domain/outbox.ts';
import { isUnmarked, ticketName } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { elapsedMs, type Instant } from '../../shared/domain/time.ts';
import type { MarkedListing } from './list-marked.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';

/** A record made just now may belong to a ticket that the listing was too early to show. */
const SETTLED_MS = 60_000;

/**
 * Forgets what waits no longer because its trigger was taken off: the whole record of a ticket that never ran, else
 * only that it waits, so that no freed slot is offered to it. A listing with gaps forgets nothing.
 */
export async function forgetUnmarked(
  deps: Pick<PollTicketsDeps, 'tickets'>,
  listing: MarkedListing,
  records: readonly TicketRecord[],
): Promise<void> {
  const { tickets, askedAt, skipped, look, isPart } = listing;
  if (skipped.length > 0) return;
  const looked = (look?.tickets ?? []).filter((ticket) => !ticket.isClosed && !isUnmarked(ticket));
  const marked = new Set([...tickets, ...looked].map(ticketName));
  // Of a part, what it does not show may stand in another; what was looked at is known.
  const unmarked = (isPart ? (look?.records ?? []) : records).filter(
    (record) =>
      record.status === 'ready' &&
      record.next === undefined &&
      // What says that it runs is listed only where everything is looked at.
      (look !== undefined || (areMarkersSettled(record) && record.waiting?.reason !== 'stale_label')) &&
      elapsedMs(record.updatedAt, askedAt) >= SETTLED_MS &&
      !marked.has(ticketName(record)),
  );
  for (const record of unmarked) await forget(deps, record, askedAt);
}

async function forget(deps: Pick<PollTicketsDeps, 'tickets'>, record: TicketRecord, now: Instant): Promise<void> {
  if (record.runId === undefined) await deps.tickets.remove(record);
  else if (record.waiting !== undefined) await deps.tickets.write({ ...record, waiting: undefined, updatedAt: now });
}
