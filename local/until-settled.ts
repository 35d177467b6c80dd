import { setTimeout as delay } from 'node:timers/promises';
import type { LaptopRun } from './laptop-run.ts';
import { earliest } from './schedules.ts';
import { SEEDED_TICKETS, type SeededTicket } from './seed.ts';
import type { LinearSimulator } from './simulators/linear/simulator.ts';

const STEP_MS = 4;
/** Real time; the seeded workspace needs a fraction of it, also on a machine with other work to do. */
const PATIENCE_MS = 600_000;
/** How long nothing may happen, on the laptop's clock, before tickets that should stay untouched count as such. */
const QUIET_MS = 10 * 60_000;

/**
 * Lets a laptop run play in virtual time until every seeded ticket has settled: whenever nothing goes on, the clock moves to the
 * next moment that anything waits for. Answers the keys that did not end as the seed says.
 */
export async function untilSettled(run: LaptopRun, linear: LinearSimulator): Promise<string[]> {
  const endsAt = performance.now() + PATIENCE_MS;
  let settledAt: number | undefined;
  while (performance.now() < endsAt) {
    await quietMoment(run);
    const open = SEEDED_TICKETS.filter((ticket) => !hasSettled(linear, ticket));
    settledAt = open.length > 0 ? undefined : (settledAt ?? run.clock.now());
    if (settledAt !== undefined && run.clock.now() - settledAt >= QUIET_MS) break;
    moveToNext(run);
  }
  return SEEDED_TICKETS.filter((ticket) => !hasSettled(linear, ticket)).map(({ key }) => key);
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

/** Whether people see on the ticket what the seed says they must. */
function hasSettled(linear: LinearSimulator, { key, end }: SeededTicket): boolean {
  const labels = linear.labelsOf(key);
  const has = (name: string) => labels.includes(name);
  switch (end) {
    case 'pr_ready':
      return has('Ready for Review') && !has('AI-Working') && hasComment(linear, key, 'Pull request');
    case 'awaiting_approval':
      return has('Plan-Complete') && !has('AI-Working') && hasComment(linear, key, 'waits for approval');
    case 'planning_failed':
    case 'implementation_failed':
      return !has('AI-Implement') && !has('AI-Working') && hasComment(linear, key, FAILED[end]);
    case 'untouched':
      return !has('AI-Working') && !has('Ready for Review') && linear.commentsOf(key).length === 0;
  }
}

const FAILED = { planning_failed: 'Planning failed', implementation_failed: 'Implementation failed' } as const;

function hasComment(linear: LinearSimulator, key: string, words: string): boolean {
  return linear.commentsOf(key).some((comment) => JSON.stringify(comment).includes(words));
}
