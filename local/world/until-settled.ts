import { setTimeout as delay } from 'node:timers/promises';
import { sightOf, type TicketSight } from '../../simulators/people/ticket-sight.ts';
import type { SeededTicket } from '../../simulators/seed/seed.ts';
import { earliest } from '../stack/schedules.ts';
import type { LaptopRun } from './laptop-run.ts';

const STEP_MS = 4;
/** Real time; the seeded workspace needs a fraction of it, also on a machine with other work to do. */
const PATIENCE_MS = 600_000;
/** How long nothing may happen, on the laptop's clock, before tickets that should stay untouched count as such. */
const QUIET_MS = 10 * 60_000;

/**
 * Lets a laptop run play in virtual time until every seeded ticket has settled: whenever nothing goes on, the clock moves to the
 * next moment that anything waits for. Answers the keys that did not end as the seed says.
 */
export async function untilSettled(run: LaptopRun, tickets: readonly SeededTicket[]): Promise<string[]> {
  const isOpen = (ticket: SeededTicket) => !hasSettled(sightOf(run.vendors, ticket.key), ticket.end);
  const endsAt = performance.now() + PATIENCE_MS;
  let settledAt: number | undefined;
  while (performance.now() < endsAt) {
    await quietMoment(run);
    settledAt = tickets.some(isOpen) ? undefined : (settledAt ?? run.clock.now());
    if (settledAt !== undefined && run.clock.now() - settledAt >= QUIET_MS) break;
    moveToNext(run);
  }
  return tickets.filter(isOpen).map(({ key }) => key);
}

/** Waits until neither functions nor simulators act, twice in a row: one may be about to call the other. */
export async function quietMoment({ laptop, vendors, executor }: LaptopRun): Promise<void> {
  for (let quiet = 0; quiet < 2; ) {
    quiet = laptop.isBusy() || vendors.isBusy() || executor.isBusy() ? 0 : quiet + 1;
    await delay(STEP_MS);
  }
}

/** Moves the clock to the next moment that anything waits for, but not beyond `limitAt` (epoch milliseconds). */
export function moveToNext({ clock, laptop }: LaptopRun, limitAt = Number.POSITIVE_INFINITY): void {
  const next = earliest([clock.nextDueAt(), laptop.nextScheduleAt(), laptop.nextMessageAt(), limitAt]);
  if (next !== undefined && Number.isFinite(next)) clock.advance(Math.max(0, next - clock.now()));
}

type End = SeededTicket['end'];

/** Whether people see on the ticket what the seed says they must. */
function hasSettled({ tracker, shown, comments }: TicketSight, end: End): boolean {
  if (end === 'untouched')
    return comments.length === 0 && !shown.some((marker) => TOUCHED.includes(marker.toLowerCase()));
  const isSaid = comments.some((comment) => comment.includes(SAID[end]));
  return isSaid && IS_SHOWN[tracker](shown, end);
}

/** By these people see that we did something. */
const TOUCHED = ['ai-working', 'ready for review', 'planning', 'implementing', 'pr ready'];

const SAID: Record<Exclude<End, 'untouched'>, string> = {
  pr_ready: 'Pull request',
  awaiting_approval: 'waits for approval',
  planning_failed: 'Planning failed',
  implementation_failed: 'Implementation failed',
};

const VALUES: Record<Exclude<End, 'untouched'>, string> = {
  pr_ready: 'PR Ready',
  awaiting_approval: 'Awaiting Approval',
  planning_failed: 'Planning Failed',
  implementation_failed: 'Implementation Failed',
};

const IS_SHOWN: Record<TicketSight['tracker'], typeof isLabelled> = {
  linear: isLabelled,
  jira: ([value], end) => value === VALUES[end],
};

function isLabelled(labels: readonly string[], end: Exclude<End, 'untouched'>): boolean {
  if (labels.includes('AI-Working')) return false;
  if (end === 'pr_ready') return labels.some((label) => label.toLowerCase() === 'ready for review');
  return end === 'awaiting_approval' ? labels.includes('Plan-Complete') : !labels.includes('AI-Implement');
}
