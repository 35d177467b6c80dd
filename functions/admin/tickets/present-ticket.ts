import type { TicketView } from '../../../shared/contract/ticket-views.ts';
import { mappingIdOf, type TicketRecord } from '../../../shared/domain/ticket-record.ts';

/** What people may see of a ticket's record, field by field. */
export function presentTicket(record: TicketRecord): Omit<TicketView, 'blocked'> {
  const { tracker, ticketId, key, title, url, status, createdAt, updatedAt, runId, prUrl } = record;
  const mappingId = mappingIdOf(record);
  return { ...{ tracker, ticketId, key, title, url, status, mappingId }, ...{ createdAt, updatedAt, runId, prUrl } };
}
