import type { PlanView } from '../../../shared/contract/blocked-ticket.ts';
import type { TicketRef } from '../../../shared/domain/ticket.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { readTicket } from '../tickets/read-ticket.ts';
import { readShownPlan } from './shown-plan.ts';

/** The plan that waits for approval, as it stands on the ticket now, and the hash by which to approve it. */
export async function readPlan(
  deps: Pick<AdminDeps, 'tickets' | 'trackers' | 'ids'>,
  ref: TicketRef,
): Promise<PlanView> {
  return readShownPlan(deps, await readTicket(deps, ref));
}
