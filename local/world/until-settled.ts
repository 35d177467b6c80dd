import { setTimeout as delay } from 'node:timers/promises';
import { sightOf } from '../../simulators/people/ticket-sight.ts';
import { hasSettled } from '../../simulators/seed/has-settled.ts';
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
