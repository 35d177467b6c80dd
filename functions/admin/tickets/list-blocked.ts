import type { BlockedTicket } from '../../../shared/contract/blocked-ticket.ts';
import type { TicketStatus } from '../../../shared/domain/ticket-record.ts';
import type { Instant } from '../../../shared/domain/time.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { type BlockedDeps, blockedTicket } from './blocked-ticket.ts';

/** In all other statuses a ticket is done; one in review is told only where it looks as if it were to run again. */
const WAITING_STATUSES: readonly TicketStatus[] = [
  'ready',
  'planning',
  'plan_complete',
  'awaiting_approval',
  'planning_failed',
  'implementing',
  'implementation_failed',
  'cancelled',
  'parked',
  'pr_ready',
];

type Deps = BlockedDeps & Pick<AdminDeps, 'tickets' | 'clock'>;

/** Every ticket that was marked and is not running, with the reason and what can be done about it. */
export async function listBlocked(deps: Deps): Promise<{ now: Instant; tickets: BlockedTicket[] }> {
  const now = deps.clock.now();
  const found = await deps.tickets.withStatus(...WAITING_STATUSES);
  const tickets = await Promise.all(found.map((record) => blockedTicket(deps, record, now)));
  const listed = tickets.flatMap((ticket) => ticket ?? []);
  return { now, tickets: listed.sort((a, b) => b.since.localeCompare(a.since)) };
}
