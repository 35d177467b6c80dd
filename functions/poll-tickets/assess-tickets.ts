import { type AssessedMark, assessedMark, WAITING_STATUSES } from '../../shared/domain/assessed-mark.ts';
import { type LimitInForce, limitsInForce } from '../../shared/domain/model-limits.ts';
import { type Ticket, type TrackerName, ticketName } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import type { Instant } from '../../shared/domain/time.ts';
import type { MarkedListing } from './list-marked.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';
import { spentBudgets } from './spent-budgets.ts';

/** The records that may wait for something, by an index read. */
export interface WaitingRecords {
  /** Of the tracker that is polled. */
  own: readonly TicketRecord[];
  /** Usage limits of the model by mapping, which know of no tracker. */
  limits: ReadonlyMap<string, LimitInForce>;
}

export async function waitingRecords(
  deps: Pick<PollTicketsDeps, 'tickets' | 'clock'>,
  tracker: TrackerName,
): Promise<WaitingRecords> {
  const found = await deps.tickets.withStatus(...WAITING_STATUSES);
  const own = found.filter((record) => record.tracker === tracker);
  return { own, limits: limitsInForce(found, deps.clock.now()) };
}

/** Assesses what no listing shows, of which a plan that waits may be approved; nothing else of it is for the poll to start. */
export async function assessUnlisted(deps: PollTicketsDeps, { look, askedAt }: MarkedListing): Promise<AssessedMark[]> {
  if (look === undefined || look.tickets.length === 0) return [];
  const known = { mappings: await deps.mappings.all(), limits: NO_LIMITS, ...asOf(deps, askedAt) };
  const records = new Map(look.records.map((record) => [ticketName(record), record]));
  return look.tickets.map((ticket) => assessedMark(known, ticket, records.get(ticketName(ticket))));
}

/**
 * Assesses what was listed, and beside it the tickets whose next run our own table asks for: they bear the markers of the run
 * before, so that no listing shows them.
 */
export async function assessTickets(
  deps: PollTicketsDeps,
  { tickets, askedAt }: MarkedListing,
  { own, limits }: WaitingRecords,
): Promise<AssessedMark[]> {
  const mappings = await deps.mappings.all();
  const listed = new Map((await deps.tickets.readMany(tickets)).map((record) => [ticketName(record), record]));
  const spent = await spentBudgets(deps, [...listed.values(), ...own], mappings);
  const known = { mappings, limits, spent, ...asOf(deps, askedAt) };
  const names = new Set(tickets.map(ticketName));
  const unlisted = own.filter((record) => record.next !== undefined && !names.has(ticketName(record)));
  return [
    ...tickets.map((ticket) => assessedMark(known, ticket, listed.get(ticketName(ticket)))),
    ...unlisted.map((record) => assessedMark(known, asRecorded(record), record)),
  ];
}

function asOf({ clock, isRetryByMarking }: PollTicketsDeps, seenAt: Instant) {
  return { now: clock.now(), seenAt, isRetryByMarking };
}

/** What is not offered is held by none. */
const NO_LIMITS: WaitingRecords['limits'] = new Map();

/** As much of the ticket as its record tells; dispatch-run reads it before anything starts. */
function asRecorded({ tracker, ticketId, key, title, url, waiting, createdAt }: TicketRecord): Ticket {
  return {
    ...{ tracker, ticketId, key, title, url, description: '' },
    priority: waiting?.priority ?? null,
    createdAt: waiting?.createdAt ?? createdAt,
    ...{ teamKey: '', projectId: null, labels: [], markers: [], isClosed: false, blockedBy: [] },
  };
}
