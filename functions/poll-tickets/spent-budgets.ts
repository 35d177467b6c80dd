import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import { dayOf, holdsStill, type Spending, spendingOf } from '../../shared/domain/spending.ts';
import { ticketName } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';

/**
 * The names of those tickets whose run a budget refused that would refuse it again, so that they are not offered in vain. Each budget is
 * read once, and none where no ticket waits for one.
 */
export async function spentBudgets(
  { spending, clock }: Pick<PollTicketsDeps, 'spending' | 'clock'>,
  records: readonly TicketRecord[],
  mappings: readonly ProjectMapping[],
): Promise<Set<string>> {
  const day = dayOf(clock.now());
  const read = new Map<string, Promise<Spending | undefined>>();
  const spent = new Set<string>();
  for (const record of records) {
    const { budget, mappingId } = record.waiting ?? {};
    const mapping = mappings.find((one) => one.mappingId === mappingId);
    if (budget === undefined || mapping === undefined) continue;
    const of = spendingOf(record, mapping.mappingId, { of: budget.of, day });
    const name = JSON.stringify(of);
    const reading = read.get(name) ?? spending.read(of);
    read.set(name, reading);
    if (holdsStill(budget, mapping, await reading)) spent.add(ticketName(record));
  }
  return spent;
}
