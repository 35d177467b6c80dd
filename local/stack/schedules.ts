import type { LocalClock } from '../../simulators/clock.ts';

export interface ScheduledTask {
  /** The short name of the function that it starts. */
  functionName: string;
  periodMs: number;
  /** Starts the function and does not wait for it, as the scheduler does. */
  fire(): void;
}

export interface Schedules {
  /** When the next task is due, in epoch milliseconds. */
  nextAt(): number | undefined;
  stop(): void;
}

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const MIN_PERIOD_MS = 1000;

/** The period of a `rate(…)` expression in milliseconds; other expressions are refused. */
export function periodOf(expression: string): number {
  const [, count, unit = ''] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const unitMs = UNIT_MS[unit];
  if (unitMs === undefined) throw new Error(`the laptop does not know the schedule ${expression}`);
  return Number(count) * unitMs;
}

/** Checks a period that replaces the template's own, which cannot be shorter than a minute on AWS. */
export function checkedPeriod(functionName: string, periodMs: number): number {
  if (Number.isFinite(periodMs) && periodMs >= MIN_PERIOD_MS) return periodMs;
  throw new RangeError(`the period of ${functionName} must be at least ${MIN_PERIOD_MS} ms, not ${periodMs}`);
}

/**
 * Fires each task at once, as EventBridge Scheduler does with a new rate, and then once every period of the laptop's
 * clock. When time jumps over several periods the task is fired once.
 */
export function startSchedules(tasks: readonly ScheduledTask[], clock: LocalClock): Schedules {
  const due = new Map<ScheduledTask, { at: number; cancel: () => void }>();
  const arm = (task: ScheduledTask, at: number) => {
    const cancel = clock.at(at, () => {
      task.fire();
      const missed = Math.floor((clock.now() - at) / task.periodMs);
      arm(task, at + (missed + 1) * task.periodMs);
    });
    due.set(task, { at, cancel });
  };
  for (const task of tasks) arm(task, clock.now());
  return {
    nextAt: () => earliest([...due.values()].map(({ at }) => at)),
    stop() {
      for (const { cancel } of due.values()) cancel();
      due.clear();
    },
  };
}

/** The smallest of some moments, if there is any. */
export function earliest(moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
