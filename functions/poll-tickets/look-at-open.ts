import { ServiceRefusal } from '../../shared/domain/errors.ts';
import { inTurn, PAGE_SIZE, PAGES_IN_TURN } from '../../shared/domain/listing-pace.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { OPEN_STATUSES } from '../../shared/domain/withdrawal.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';

/** Open records that no listing shows, with their tickets. */
export interface Look {
  records: TicketRecord[];
  /** Those that are gone are not among them. */
  tickets: Ticket[];
  /** The last one's id, where others are left for the next poll. */
  last: string | undefined;
}

interface Listed {
  listed: readonly Ticket[];
  /** The listing is not the whole, so that what waits is looked at too. */
  isPart: boolean;
  /** The last one of the poll before, where that left some. */
  after: string | undefined;
}

/**
 * Of the records of one tracker that say that something is under way, those whose tickets were not listed; of many the next ones in turn. A
 * tracker that refuses to tell of them stops nobody who may start: they are skipped.
 */
export async function lookAtOpen(
  { tickets }: Pick<PollTicketsDeps, 'tickets'>,
  tracker: Tracker,
  { listed, isPart, after }: Listed,
  onSkipped: (ticketId: string) => void,
): Promise<Look | undefined> {
  const known = new Set(listed.map(({ ticketId }) => ticketId));
  const open = await tickets.withStatus(...OPEN_STATUSES, ...(isPart ? (['ready'] as const) : []));
  const unlisted = open.filter((record) => record.tracker === tracker.name && !known.has(record.ticketId));
  const { turn, last } = inTurn(unlisted, after, PAGES_IN_TURN * PAGE_SIZE);
  if (turn.length === 0) return { records: [], tickets: [], last };
  const ids = turn.map(({ ticketId }) => ticketId);
  try {
    return { records: turn, tickets: await tracker.readMany(ids), last };
  } catch (error) {
    if (!(error instanceof ServiceRefusal)) throw error;
    for (const id of ids) onSkipped(id);
    return undefined;
  }
}
