import type { AssessedMark } from '../../shared/domain/assessed-mark.ts';
import { notedRecord } from '../../shared/domain/noted-mark.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';

/**
 * Keeps on the ticket's record what people and later steps want to know of a marked ticket. Written only when that changed; answers
 * the record that stands, which is undefined when somebody else writes at the same time: the next poll sees it.
 */
export async function noteTicket(
  deps: PollTicketsDeps,
  mark: AssessedMark,
  isAtCapacity: boolean,
): Promise<TicketRecord | undefined> {
  const noted = notedRecord(mark, isAtCapacity, deps.clock.now());
  if (noted === undefined || noted === mark.record) return noted;
  const written = await deps.tickets.write(noted);
  return written.outcome === 'written' ? written.record : undefined;
}
