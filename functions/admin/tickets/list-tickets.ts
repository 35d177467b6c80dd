import { PAGE_ROWS } from '../../../shared/contract/run-list.ts';
import type { TicketList, TicketsQuery } from '../../../shared/contract/ticket-views.ts';
import { ticketName } from '../../../shared/domain/ticket.ts';
import {
  mappingIdOf,
  TICKET_STATUSES,
  type TicketRecord,
  type TicketStatus,
} from '../../../shared/domain/ticket-record.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { namedMapping } from '../mappings/named-mapping.ts';
import { type BlockedDeps, blockedTicket } from './blocked-ticket.ts';
import { presentTicket } from './present-ticket.ts';

/** Of one status, in one call: a search that finds little goes on where it stopped. */
const MOST_READS = 5;

type Deps = BlockedDeps & Pick<AdminDeps, 'tickets' | 'clock'> & { mappings: AdminDeps['mappings'] };

/** Tickets that are wanted, those that changed last first, a page at a time. */
export async function listTickets(deps: Deps, query: TicketsQuery): Promise<TicketList> {
  const now = deps.clock.now();
  const found = await Promise.all(statusesOf(query).map((status) => find(deps, query, status)));
  // Of a status that was not read to its end nothing is known beyond its edge.
  const edge =
    found
      .map((one) => one.edge ?? '')
      .sort()
      .at(-1) ?? '';
  const sorted = found.flatMap(({ records }) => records).sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
  const sure = sorted.filter((record) => placeOf(record) >= edge);
  const shown = sure.slice(0, PAGE_ROWS);
  const mappings = await deps.mappings.all();
  const last = shown.at(-1);
  const isCut = sure.length > shown.length && last !== undefined;
  const next = isCut ? placeOf(last) : edge;
  const blocked = await Promise.all(shown.map((record) => blockedTicket(deps, record, now)));
  return {
    now,
    tickets: shown.map((record, index) => {
      const { reason, detail } = blocked[index] ?? {};
      const why = reason !== undefined && detail !== undefined && { blocked: { reason, detail } };
      return { ...presentTicket(record), ...why };
    }),
    ...(next !== '' && { next }),
    mappings: mappings.map(namedMapping),
  };
}

/** A key is looked for whatever became of its ticket. */
function statusesOf({ status, ticket }: TicketsQuery): readonly TicketStatus[] {
  if (status !== undefined && status !== 'open') return [status];
  if (status === undefined && ticket !== undefined) return TICKET_STATUSES;
  return TICKET_STATUSES.filter((one) => one !== 'merged' && one !== 'closed');
}

interface Found {
  records: TicketRecord[];
  /** The place up to which all was read; absent where that is the end. */
  edge?: string | undefined;
}

/** As many of one status as a page has rows. */
async function find(deps: Pick<Deps, 'tickets'>, query: TicketsQuery, status: TicketStatus): Promise<Found> {
  const records: TicketRecord[] = [];
  let upTo = query.after?.slice(0, query.after.indexOf('#'));
  let edge: string | undefined;
  for (let reads = 0; reads < MOST_READS && records.length <= PAGE_ROWS; reads += 1) {
    const read = await deps.tickets.changedBy(status, { limit: PAGE_ROWS + 1, upTo, isBeyond: edge !== undefined });
    records.push(...read.filter((record) => isWanted(record, query)));
    upTo = read.at(-1)?.updatedAt;
    if (read.length <= PAGE_ROWS) return { records };
    edge = `${upTo}#`;
  }
  return { records, edge };
}

function isWanted(record: TicketRecord, { mapping, ticket, after }: TicketsQuery): boolean {
  if (after !== undefined && placeOf(record) >= after) return false;
  if (mapping !== undefined && mappingIdOf(record) !== mapping) return false;
  return ticket === undefined || record.key.toLowerCase().startsWith(ticket.toLowerCase());
}

/** Moments sort as texts, and of one moment those of one name. */
function placeOf(record: TicketRecord): string {
  return `${record.updatedAt}#${ticketName(record)}`;
}
