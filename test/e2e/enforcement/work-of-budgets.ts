import type { Run } from '../../../shared/domain/run.ts';
import { dayOf, type SpendingOf } from '../../../shared/domain/spending.ts';
import { systemIds } from '../../../shared/runtime/identities.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import type { AdminClient } from '../admin-client.ts';
import type { StrippedWorld } from './stripped-world.ts';
import { markedTicket, now } from './what-work-needs.ts';

/** A marked ticket that a budget held: the poll looks whether it does still. */
export async function waitForBudget(world: StrippedWorld, mappingId: string): Promise<void> {
  const { ticketId, key } = markedTicket(world, 'Held by a budget');
  const budget = { of: 'day', limitUsd: 100, day: dayOf(now()) } as const;
  const waiting = {
    reason: 'budget_spent',
    detail: 'spent',
    priority: null,
    createdAt: now(),
    mappingId,
    budget,
  } as const;
  await world.stores.tickets.write(aTicketRecord({ ticketId, key, waiting }));
}

/** As its admission did. */
export async function countRun({ stores }: StrippedWorld, run: Run): Promise<void> {
  const { runId, mappingId, tracker, ticketId } = run;
  const reservation = { usd: 1, mappingId, day: dayOf(now()) };
  for (const of of [
    { of: 'ticket', tracker, ticketId },
    { of: 'day', mappingId, day: reservation.day },
  ] as SpendingOf[])
    await stores.spending.reserve(of, { runId, reservation, limitUsd: undefined });
}

/** Budgets hold a ticket: it says which runs they went to, the ticket's own and those of a day. */
export async function tellOfBudgets(world: StrippedWorld, mappingId: string): Promise<void> {
  const { ticketId, key } = markedTicket(world, 'Told of budgets');
  await world.stores.tickets.write(aTicketRecord({ ticketId, key }));
  for (const kind of ['ticket', 'day'] as const) {
    const budget = { of: kind, limitUsd: 1, day: dayOf(now()) };
    const about = { tracker: 'linear', ticketId, runId: systemIds.ulid(), mappingId } as const;
    await world.lifecycle.send({ type: 'BudgetSpent', ...about, budget });
  }
}

/** An admin looks what was spent, and lets one day spend more. */
export async function raiseBudget(world: StrippedWorld, admin: AdminClient, run: Run): Promise<void> {
  await countRun(world, run);
  await admin.call('GET', '/api/spending');
  await admin.call('GET', `/api/tickets/${run.tracker}/${run.ticketId}/spending`);
  await admin.call('POST', `/api/mappings/${run.mappingId}/budget`, { day: dayOf(now()), toUsd: 1000 });
}
