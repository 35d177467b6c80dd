import type { SpendingList } from '../../../shared/contract/spending-views.ts';
import { dayOf, doBudgetsStop } from '../../../shared/domain/spending.ts';
import { DAY_MS, plus } from '../../../shared/domain/time.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { presentSpending } from './present-spending.ts';

/** What was spent by each mapping on each of the last days, today's included. */
export async function listSpending(
  deps: Pick<AdminDeps, 'spending' | 'mappings' | 'clock'>,
  { days = 7 }: { days?: number | undefined },
): Promise<SpendingList> {
  const now = deps.clock.now();
  const from = dayOf(plus(now, -(days - 1) * DAY_MS));
  const mappings = (await deps.mappings.all()).map(async (mapping) => {
    const { mappingId, name, budgetUsdPerDay } = mapping;
    const found = await deps.spending.daysOf(mappingId, from);
    const listed = found.map(({ day, counts: _, ...spending }) => ({
      day,
      ...presentSpending(spending, budgetUsdPerDay),
    }));
    return { mappingId, name, isNotional: !doBudgetsStop(mapping), days: listed };
  });
  return { now, mappings: await Promise.all(mappings) };
}
