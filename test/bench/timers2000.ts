import type { LaptopRun } from '../../local/world/laptop-run.ts';
import { runStore } from '../../shared/adapters/dynamodb/run-store.ts';
import { timerStore } from '../../shared/adapters/dynamodb/timer-store.ts';
import { instant, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { aRun } from '../builders/a-run.ts';
import { withMeasuredRun } from './measured-run.ts';

/** What it takes to wake many runs whose timers are due at once. */
export interface TimerFigures {
  runs: number;
  /** Watches until every timer was sent. */
  watches: number;
  /** The longest of them, sweeps included. */
  watchMs: number;
}

const RUNS = 2000;
const AT_ONCE = 50;
/** Of timers that were sent in time; a watch comes each minute. */
const MOST_WATCHES = 10;

/** 2,000 runs that work and say so, each with a look that is due. */
export function measureTimers(outDir: string): Promise<TimerFigures> {
  return withMeasuredRun({ outDir, pollIntervalMs: 3_600_000 }, async (run) => {
    await putRuns(run);
    return drained(run);
  });
}

const storesOf = ({ laptop, clock }: LaptopRun) => {
  const [tableName = ''] = Object.values(laptop.tableNames);
  const now = () => instant(clock.now());
  return { now, runs: runStore(laptop.dynamodb, tableName, { now }), timers: timerStore(laptop.dynamodb, tableName) };
};

async function putRuns(run: LaptopRun): Promise<void> {
  const { now, runs, timers } = storesOf(run);
  const at = now();
  const put = async (n: number) => {
    const [runId, ticketId] = [`bench-run-${n}`, `bench-ticket-${n}`];
    const started = { status: 'running', reservedAt: at, startedAt: at, heartbeatAt: at } as const;
    const made = aRun({ runId, ticketId, workflowRunId: String(n), ...started });
    await runs.reserve(made);
    await timers.set({ kind: 'check-run', dueAt: plus(at, -MINUTE_MS), tracker: made.tracker, ticketId, runId });
  };
  for (let from = 0; from < RUNS; from += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => put(from + index)));
}

async function drained(run: LaptopRun): Promise<TimerFigures> {
  const { now, timers } = storesOf(run);
  const dueAt = now();
  let [watches, watchMs] = [0, 0];
  do {
    const began = performance.now();
    await run.laptop.invoke('watch-runs', {});
    watchMs = Math.max(watchMs, performance.now() - began);
    watches += 1;
    if (watches > MOST_WATCHES) throw new Error(`timers were left after ${MOST_WATCHES} watches`);
  } while ((await timers.due(dueAt, 1)).length > 0);
  return { runs: RUNS, watches, watchMs: Math.round(watchMs) };
}
