import type { BlockedReason, BlockedTicket } from '../../../shared/contract/blocked-ticket.ts';
import type { TicketStatus } from '../../../shared/domain/ticket-record.ts';
import type { Instant } from '../../../shared/domain/time.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { type BlockedDeps, blockedTicket } from '../tickets/blocked-ticket.ts';

/** Where a ticket may be that only a person can help on. */
const STATUSES: readonly TicketStatus[] = [
  'ready',
  'plan_complete',
  'awaiting_approval',
  'planning_failed',
  'implementation_failed',
  'parked',
];

/** All others end by themselves, or because a person wants it so. */
const REASONS: readonly BlockedReason[] = [
  'awaiting_approval',
  'failed',
  'parked',
  'no_mapping',
  'ambiguous_mapping',
  'budget_spent',
];

/** The tickets on which nothing goes on until a person does something, those that wait longest first. */
export async function ticketsWantingPeople(
  deps: BlockedDeps & Pick<AdminDeps, 'tickets'>,
  now: Instant,
): Promise<BlockedTicket[]> {
  const found = await deps.tickets.withStatus(...STATUSES);
  const tickets = await Promise.all(found.map((record) => blockedTicket(deps, record, now)));
  const wanting = tickets.flatMap((ticket) => (ticket !== undefined && wantsPerson(ticket) ? [ticket] : []));
  return wanting.sort((a, b) => a.since.localeCompare(b.since));
}

/** A day's budget is whole again tomorrow, and is raised for all its tickets at once. */
function wantsPerson({ reason, budget }: BlockedTicket): boolean {
  return REASONS.includes(reason) && (reason !== 'budget_spent' || budget?.of === 'ticket');
}
