import { AppError } from '../../../shared/domain/errors.ts';
import type { TicketRef } from '../../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../../shared/domain/ticket-record.ts';
import type { AdminDeps } from '../admin-deps.ts';

/** The record of a ticket that must exist. */
export async function readTicket(deps: Pick<AdminDeps, 'tickets'>, ref: TicketRef): Promise<TicketRecord> {
  const record = await deps.tickets.read(ref);
  if (record === undefined) throw new AppError('not_found', 'there is no record of this ticket');
  return record;
}
