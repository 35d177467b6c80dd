import { type Assessment, assess } from './assessment.ts';
import { mappingFor, narrowestMappings, type ProjectMapping } from './mapping.ts';
import type { LimitInForce } from './model-limits.ts';
import { type Ticket, ticketName } from './ticket.ts';
import type { TicketRecord, TicketStatus } from './ticket-record.ts';
import type { Instant } from './time.ts';

/** A marked ticket with its record, and what is made of it. */
export interface AssessedMark {
  ticket: Ticket;
  record: TicketRecord | undefined;
  mapping: ProjectMapping | undefined;
  assessment: Assessment;
}

/** Where a ticket may be that has a next run, or waits. */
export const WAITING_STATUSES = [
  'implementing',
  'plan_complete',
  'planning',
  'ready',
] as const satisfies readonly TicketStatus[];

/** What is known besides the ticket and its record. */
export interface KnownOfTickets {
  mappings: readonly ProjectMapping[];
  /** Usage limits of the model by mapping. */
  limits: ReadonlyMap<string, LimitInForce>;
  /** Names of tickets that a budget refused and would refuse again. @default none */
  spent?: Pick<ReadonlySet<string>, 'has'>;
  now: Instant;
  /** When the tracker was asked: what we wrote since is not in its answer. */
  seenAt: Instant;
  /** Whether a trigger put back after a failure lifts the 24-hour rule. */
  isRetryByMarking: boolean;
}

/** A ticket goes by the mapping of its next run, where it has one, else by the one that covers it. */
export function assessedMark(
  { mappings, limits, spent, ...known }: KnownOfTickets,
  ticket: Ticket,
  record: TicketRecord | undefined,
): AssessedMark {
  const { next } = record ?? {};
  const mapping =
    next === undefined ? mappingFor(mappings, ticket) : mappings.find(({ mappingId }) => mappingId === next.mappingId);
  const rivals = narrowestMappings(mappings, ticket).map(({ name }) => name);
  const limit = mapping && limits.get(mapping.mappingId);
  const isBudgetSpent = spent?.has(ticketName(ticket)) === true;
  const of = { ticket, record, mapping, rivals, limit, isBudgetSpent, ...known };
  return { ticket, record, mapping, assessment: assess(of) };
}
