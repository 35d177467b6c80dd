import type { TicketDetail } from '../../../shared/contract/ticket-views.ts';
import type { TicketRef } from '../../../shared/domain/ticket.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { presentSpending } from '../spending/present-spending.ts';
import { ticketBudget } from '../spending/read-ticket-spending.ts';
import { blockedTicket } from './blocked-ticket.ts';
import { ledgerOf } from './ledger-of.ts';
import { placeOf } from './place-of.ts';
import { presentTicket } from './present-ticket.ts';
import { readTicket } from './read-ticket.ts';

type Deps = Pick<AdminDeps, 'tickets' | 'runs' | 'buckets' | 'mappings' | 'spending' | 'pullRequests' | 'clock'>;

/** One ticket: its way from mark to merge, what it cost, and what holds it. */
export async function showTicket(deps: Deps, ref: TicketRef): Promise<TicketDetail> {
  const now = deps.clock.now();
  const record = await readTicket(deps, ref);
  const ticket = presentTicket(record);
  const [runs, pulls, budgetUsd, spending, blocked, place, mapping] = await Promise.all([
    deps.runs.ofTicket(ref),
    deps.pullRequests.ofTicket(ref),
    ticketBudget(deps, ref),
    deps.spending.read({ of: 'ticket', ...ref }),
    blockedTicket(deps, record, now),
    placeOf(deps, record, now),
    ticket.mappingId === undefined ? undefined : deps.mappings.read(ticket.mappingId),
  ]);
  return {
    ...ticket,
    now,
    mappingName: mapping?.name,
    blocked,
    place,
    ledger: ledgerOf({ record, runs, pulls, why: blocked?.detail, now }),
    spending: presentSpending(spending, budgetUsd),
    pullRequests: pulls.map(({ owner, repo, renamedTo, number, url, state, isDraft }) => {
      const { owner: by, repo: name } = renamedTo ?? { owner, repo };
      return { repository: `${by}/${name}`, number, url, state, isDraft };
    }),
  };
}
