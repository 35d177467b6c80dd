import type { SpendingView } from '../../../shared/contract/spending-views.ts';
import { isSpent, limitIn, reservedUsd, type Spending, spentUsd } from '../../../shared/domain/spending.ts';

const NOTHING: Spending = { committedUsd: 0, inFlight: {}, assumed: {} };

/** What is spent and held of one budget, and how much that is now. */
export function presentSpending(found: Spending | undefined, budgetUsd: number): SpendingView {
  const spending = found ?? NOTHING;
  return {
    spentUsd: spentUsd(spending),
    reservedUsd: reservedUsd(spending),
    limitUsd: limitIn(spending, budgetUsd),
    budgetUsd,
    isSpent: isSpent(spending, budgetUsd),
    runsInFlight: Object.keys(spending.inFlight).length,
  };
}
