import { assess } from '../../shared/domain/assessment.ts';
import { mappingFor, narrowestMappings, type ProjectMapping } from '../../shared/domain/mapping.ts';
import { type LimitInForce, limitsInForce } from '../../shared/domain/model-limits.ts';
import { type Ticket, type TrackerName, ticketName } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import type { Instant } from '../../shared/domain/time.ts';
import type { MarkedListing } from './list-marked.ts';
import type { AssessedMark } from './note-ticket.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';
import { spentBudgets } from './spent-budgets.ts';

/** Where a ticket may be that has a next run, or waits. */
const WAITING_STATUSES = ['implementing', 'plan_complete', 'planning', 'ready'] as const;

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
  const known = { mappings: await deps.mappings.all(), limits: NO_LIMITS, spent: NONE_SPENT, seenAt: askedAt };
  const records = new Map(look.records.map((record) => [ticketName(record), record]));
  return look.tickets.map((ticket) => assessOne(deps, known, ticket, records.get(ticketName(ticket))));
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
  const known = { mappings, limits, spent, seenAt: askedAt };
  const names = new Set(tickets.map(ticketName));
  const unlisted = own.filter((record) => record.next !== undefined && !names.has(ticketName(record)));
  return [
    ...tickets.map((ticket) => assessOne(deps, known, ticket, listed.get(ticketName(ticket)))),
    ...unlisted.map((record) => assessOne(deps, known, asRecorded(record), record)),
  ];
}

/** What is not offered is held by none. */
const NO_LIMITS: WaitingRecords['limits'] = new Map();
const NONE_SPENT: KnownOfTickets['spent'] = new Set();

interface KnownOfTickets extends Pick<WaitingRecords, 'limits'> {
  mappings: readonly ProjectMapping[];
  /** Names of tickets that their budget still holds. */
  spent: Pick<ReadonlySet<string>, 'has'>;
  /** When the listing began. */
  seenAt: Instant;
}

function assessOne(
  { clock, isRetryByMarking }: PollTicketsDeps,
  { mappings, limits, spent, seenAt }: KnownOfTickets,
  ticket: Ticket,
  record: TicketRecord | undefined,
): AssessedMark {
  const { next } = record ?? {};
  const mapping =
    next === undefined ? mappingFor(mappings, ticket) : mappings.find(({ mappingId }) => mappingId === next.mappingId);
  const rivals = narrowestMappings(mappings, ticket).map(({ name }) => name);
  const limit = mapping && limits.get(mapping.mappingId);
  const isBudgetSpent = spent.has(ticketName(ticket));
  const of = { ticket, record, mapping, rivals, limit, isBudgetSpent, now: clock.now(), seenAt, isRetryByMarking };
  return { ticket, record, mapping, assessment: assess(of) };
}

/** As much of the ticket as its record tells; dispatch-run reads it before anything starts. */
function asRecorded({ tracker, ticketId, key, title, url, waiting, createdAt }: TicketRecord): Ticket {
  return {
    ...{ tracker, ticketId, key, title, url, description: '' },
    priority: waiting?.priority ?? null,
    createdAt: waiting?.createdAt ?? createdAt,
    ...{ teamKey: '', projectId: null, labels: [], markers: [], isClosed: false, blockedBy: [] },
  };
}
