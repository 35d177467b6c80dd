import type { TicketSpending } from '../../../shared/contract/spending-views.ts';
import { DEFAULT_TICKET_BUDGET_USD } from '../../../shared/domain/mapping.ts';
import type { TicketRef } from '../../../shared/domain/ticket.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { presentRun } from '../runs/present-run.ts';
import { readTicket } from '../tickets/read-ticket.ts';
import { presentSpending } from './present-spending.ts';

type Deps = Pick<AdminDeps, 'spending' | 'mappings' | 'tickets' | 'runs'>;

/** What a ticket cost so far, and which runs did. */
export async function readTicketSpending(deps: Deps, ref: TicketRef): Promise<TicketSpending> {
  const [budgetUsd, spending, runs] = await Promise.all([
    ticketBudget(deps, ref),
    deps.spending.read({ of: 'ticket', ...ref }),
    deps.runs.ofTicket(ref),
  ]);
  return { ...presentSpending(spending, budgetUsd), runs: runs.map(presentRun) };
}

/** That of the mapping under which the ticket waits, or ran last. */
export async function ticketBudget(deps: Pick<Deps, 'mappings' | 'tickets'>, ref: TicketRef): Promise<number> {
  const { waiting, mappingId = '' } = await readTicket(deps, ref);
  const mapping = await deps.mappings.read(waiting?.mappingId ?? mappingId);
  return mapping?.budgetUsdPerTicket ?? DEFAULT_TICKET_BUDGET_USD;
}
