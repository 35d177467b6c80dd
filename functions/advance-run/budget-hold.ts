import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import {
  budgetOf,
  dayOf,
  holdsStill,
  limitIn,
  type SpendingOf,
  spendingOf,
  spentWords,
} from '../../shared/domain/spending.ts';
import type { TicketRef } from '../../shared/domain/ticket.ts';
import type { SpentBudget, TicketRecord } from '../../shared/domain/ticket-record.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

export interface BudgetHold {
  budget: SpentBudget;
  detail: string;
}

/** The budget that lets no run of the ticket begin now, if one does; the admission decides, this spares it vain tries. */
export async function budgetHold(
  deps: AdvanceRunDeps,
  ref: TicketRef,
  mapping: ProjectMapping,
  of: readonly SpendingOf['of'][] = ['ticket', 'day'],
): Promise<BudgetHold | undefined> {
  const day = dayOf(deps.clock.now());
  for (const each of of) {
    const counted = spendingOf(ref, mapping.mappingId, { of: each, day });
    const spending = await deps.spending.read(counted);
    if (spending === undefined || !holdsStill({ of: each }, mapping, spending)) continue;
    const budgetUsd = budgetOf(mapping, each);
    const detail = spentWords({ of: counted, spending, budgetUsd }, mapping.name);
    return { budget: { of: each, limitUsd: limitIn(spending, budgetUsd), day }, detail };
  }
  return undefined;
}

/** The budget that refused the ticket's run before, where it would again. */
export async function standingHold(
  deps: AdvanceRunDeps,
  record: TicketRecord,
  mapping: ProjectMapping,
): Promise<BudgetHold | undefined> {
  const { budget } = record.waiting ?? {};
  return budget && budgetHold(deps, record, mapping, [budget.of]);
}
