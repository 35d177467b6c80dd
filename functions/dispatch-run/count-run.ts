import type { Candidate } from '../../shared/contract/events.ts';
import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import {
  budgetOf,
  capOf,
  dayOf,
  doBudgetsStop,
  limitIn,
  type SpendingOf,
  spentWords,
} from '../../shared/domain/spending.ts';
import type { TicketRef } from '../../shared/domain/ticket.ts';
import type { SpentBudget } from '../../shared/domain/ticket-record.ts';
import type { Instant } from '../../shared/domain/time.ts';
import type { DispatchRunDeps } from './dispatch-run-deps.ts';

type Counted =
  | { outcome: 'counted'; capUsd: number }
  | { outcome: 'spent'; refusal: { reason: 'budget spent'; detail: string; budget: SpentBudget } };

/**
 * Counts a run that is about to be admitted with its cap: on its ticket first, which says the day and the cap once and for all, however
 * often the candidate is delivered; then on that day of its mapping. What the day refuses is to be taken back from the ticket.
 */
export async function countRun(
  deps: Pick<DispatchRunDeps, 'spending'>,
  { tracker, ticketId, runId }: Candidate,
  mapping: ProjectMapping,
  at: Instant,
): Promise<Counted> {
  const { mappingId } = mapping;
  const wanted = { usd: capOf(mapping), mappingId, day: dayOf(at) };
  const limitOf = (of: SpendingOf['of']) => (doBudgetsStop(mapping) ? budgetOf(mapping, of) : undefined);
  const ticket: SpendingOf = { of: 'ticket', tracker, ticketId };
  const onTicket = await deps.spending.reserve(ticket, { runId, reservation: wanted, limitUsd: limitOf('ticket') });
  if (onTicket.outcome === 'spent') return refused(mapping, ticket, onTicket.spending, wanted.day);
  const { reservation } = onTicket;
  const day: SpendingOf = { of: 'day', mappingId: reservation.mappingId, day: reservation.day };
  const onDay = await deps.spending.reserve(day, { runId, reservation, limitUsd: limitOf('day') });
  if (onDay.outcome === 'spent') return refused(mapping, day, onDay.spending, day.day);
  return { outcome: 'counted', capUsd: reservation.usd };
}

function refused(
  mapping: ProjectMapping,
  of: SpendingOf,
  spending: Parameters<typeof spentWords>[0]['spending'],
  day: string,
): Counted {
  const budgetUsd = budgetOf(mapping, of.of);
  const budget = { of: of.of, limitUsd: limitIn(spending, budgetUsd), day };
  const detail = spentWords({ of, spending, budgetUsd }, mapping.name);
  return { outcome: 'spent', refusal: { reason: 'budget spent', detail, budget } };
}

/** Takes back what an admission counted that was not finished; the ticket goes last, since it says where the rest is. */
export async function uncountRun(
  deps: Pick<DispatchRunDeps, 'spending'>,
  { tracker, ticketId, runId }: TicketRef & { runId: string },
): Promise<void> {
  const ticket: SpendingOf = { of: 'ticket', tracker, ticketId };
  const counted = (await deps.spending.read(ticket))?.inFlight[runId];
  if (counted === undefined) return;
  const { mappingId, day } = counted;
  const nothing = { usd: 0, isFinal: true };
  await deps.spending.settle({ of: 'day', mappingId, day }, runId, nothing);
  await deps.spending.settle(ticket, runId, nothing);
}
