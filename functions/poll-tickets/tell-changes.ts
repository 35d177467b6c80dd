import { type Ticket, ticketName } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { callsForLook } from '../../shared/domain/withdrawal.ts';
import type { MarkedListing } from './list-marked.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';

/**
 * Has those tickets looked at that are otherwise than their records would have them. What no listing shows is known only where
 * everything was looked at; what a listing skipped is not known at all. Answers of which it told.
 */
export async function tellChanges(
  deps: Pick<PollTicketsDeps, 'lifecycle'>,
  { tickets, look, skipped, askedAt }: MarkedListing,
  records: ReadonlyMap<string, TicketRecord>,
): Promise<TicketRecord[]> {
  const told: TicketRecord[] = [];
  const found = new Map((look?.tickets ?? []).map((ticket) => [ticketName(ticket), ticket]));
  const seen: { record: TicketRecord | undefined; ticket: Ticket | undefined }[] = [
    ...tickets.map((ticket) => ({ record: records.get(ticketName(ticket)), ticket })),
    ...(look?.records ?? []).map((record) => ({ record, ticket: found.get(ticketName(record)) })),
  ];
  for (const { record, ticket } of seen) {
    if (record === undefined || skipped.includes(record.ticketId)) continue;
    if (!callsForLook(record, ticket, askedAt)) continue;
    const { tracker, ticketId, runId = '' } = record;
    await deps.lifecycle.send({ type: 'TicketChanged', tracker, ticketId, runId, seenAt: askedAt });
    told.push(record);
  }
  return told;
}
