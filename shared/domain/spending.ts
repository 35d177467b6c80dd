import type { ProjectMapping } from './mapping.ts';
import { isLive, isTombstone, type Run } from './run.ts';
import type { TicketRef } from './ticket.ts';
import type { SpentBudget } from './ticket-record.ts';
import { DAY_MS, type Instant, plus } from './time.ts';

/** What is counted against a budget: all runs of a ticket, or those of a mapping that were admitted on one day (UTC). */
export type SpendingOf = ({ of: 'ticket' } & TicketRef) | { of: 'day'; mappingId: string; day: string };

/** What one run counts for, and where: it stands equally on its ticket's and on its day's spending. */
export interface Reservation {
  usd: number;
  mappingId: string;
  /** `yyyy-mm-dd`, UTC. */
  day: string;
}

/** What was spent, and what runs in flight may spend. */
export interface Spending {
  /** US dollars: what runs that are over cost, and the cap of each that is not. */
  committedUsd: number;
  /** The runs that are not over, with their caps. */
  inFlight: Readonly<Record<string, Reservation>>;
  /** Runs that are over and did not say what they cost: each counts as its cap until it does. */
  assumed: Readonly<Record<string, Reservation>>;
  /** A person raised the budget to this, for this ticket or this day alone. */
  raisedToUsd?: number | undefined;
  /** When people were told that most of it is spent. */
  warnedAt?: Instant | undefined;
}

/** With how much of a day's budget people are told. */
export const WARNED_SHARE = 0.8;

/** Whole millionths, so that sums of what is counted here and there are equal. */
export function wholeUsd(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}

/** Whether it ever passed the gate: what did not cannot have cost anything. */
function hasWorked({ startedAt, usage }: Pick<Run, 'startedAt' | 'usage'>): boolean {
  return startedAt !== undefined || usage !== undefined;
}

/** What a run that is over cost: what it said, else its cap; a run that never passed the gate cost nothing, one in flight is not known. */
export function costOf(run: Run): { usd: number; isAssumed: boolean } | undefined {
  if (isLive(run.status)) return undefined;
  if (run.usage !== undefined) return { usd: wholeUsd(run.usage.costUsd), isAssumed: false };
  if (isTombstone(run) || !hasWorked(run)) return { usd: 0, isAssumed: false };
  return { usd: wholeUsd(run.budgetUsdPerRun ?? 0), isAssumed: true };
}

/** What one run may cost: no more than all runs of its ticket or of its day may. */
export function capOf(
  mapping: Pick<ProjectMapping, 'budgetUsdPerRun' | 'budgetUsdPerTicket' | 'budgetUsdPerDay'>,
): number {
  return Math.min(mapping.budgetUsdPerRun, mapping.budgetUsdPerTicket, mapping.budgetUsdPerDay);
}

/** Whether its budgets stop runs: what a subscription pays for is counted, and stops nothing unless the mapping says so. */
export function doBudgetsStop({
  isSubscription,
  budgetStopsSubscription,
}: Pick<ProjectMapping, 'isSubscription' | 'budgetStopsSubscription'>): boolean {
  return isSubscription !== true || budgetStopsSubscription;
}

/** The budget that a mapping sets, without what a person raised. */
export function budgetOf(
  mapping: Pick<ProjectMapping, 'budgetUsdPerTicket' | 'budgetUsdPerDay'>,
  of: SpendingOf['of'],
): number {
  return of === 'ticket' ? mapping.budgetUsdPerTicket : mapping.budgetUsdPerDay;
}

/** The budget in force. */
export function limitIn({ raisedToUsd = 0 }: Pick<Spending, 'raisedToUsd'>, budgetUsd: number): number {
  return Math.max(budgetUsd, raisedToUsd);
}

/** Whether no other run is admitted: a run is, while anything is left, so that at most one cap is spent beyond. */
export function isSpent(spending: Spending | undefined, budgetUsd: number): boolean {
  return spending !== undefined && spending.committedUsd >= limitIn(spending, budgetUsd);
}

export function reservedUsd({ inFlight }: Pick<Spending, 'inFlight'>): number {
  return wholeUsd(Object.values(inFlight).reduce((sum, { usd }) => sum + usd, 0));
}

export function spentUsd(spending: Pick<Spending, 'committedUsd' | 'inFlight'>): number {
  return wholeUsd(spending.committedUsd - reservedUsd(spending));
}

/** When a day's budget is whole again. */
export function nextDay(day: string): Instant {
  return plus(`${day}T00:00:00.000Z`, DAY_MS);
}

export function dayOf(at: Instant): string {
  return at.slice(0, 10);
}

export function usdWords(usd: number): string {
  return `${usd.toFixed(2)} USD`;
}

/** Why no run begins, for people; whoever reads it finds the runs beside it. */
export function spentWords(
  { of, spending, budgetUsd }: { of: SpendingOf; spending: Spending; budgetUsd: number },
  mappingName: string,
): string {
  const limit = usdWords(limitIn(spending, budgetUsd));
  const whose =
    of.of === 'ticket' ? `the ticket's budget of ${limit}` : `the day's budget of ${limit} of ${mappingName}`;
  const held = reservedUsd(spending);
  const flights = Object.keys(spending.inFlight).length;
  const reserved =
    held === 0 ? '' : `, ${usdWords(held)} held for ${flights} ${flights === 1 ? 'run' : 'runs'} in flight`;
  const until =
    of.of === 'ticket'
      ? 'an admin can raise it once for this ticket on Blocked'
      : `it goes on at ${nextDay(of.day)}, or once an admin raises it for this day on Blocked`;
  return `${whose} is used up: ${usdWords(spentUsd(spending))} spent${reserved}; ${until}`;
}

/** Whether people were told of this very budget: it was not raised since, and is of the same day where it is a day's. */
export function isSameBudget(a: SpentBudget, b: SpentBudget): boolean {
  return a.of === b.of && a.limitUsd === b.limitUsd && (a.of === 'ticket' || a.day === b.day);
}

/** What a budget is counted on, for a ticket that waits for it. */
export function spendingOf(
  ref: TicketRef,
  mappingId: string,
  { of, day }: Pick<SpentBudget, 'of' | 'day'>,
): SpendingOf {
  return of === 'ticket' ? { of, tracker: ref.tracker, ticketId: ref.ticketId } : { of, mappingId, day };
}

/** Whether a ticket that a budget held is held still; of a day, by that of today. */
export function holdsStill(
  budget: Pick<SpentBudget, 'of'>,
  mapping: ProjectMapping,
  spending: Spending | undefined,
): boolean {
  return doBudgetsStop(mapping) && isSpent(spending, budgetOf(mapping, budget.of));
}
