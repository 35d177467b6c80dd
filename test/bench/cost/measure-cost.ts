import { moveToNext, quietMoment } from '../../../local/world/until-settled.ts';
import { SEEDED_TICKETS } from '../../../simulators/seed/seed.ts';
import { type OneTeam, withOneTeam } from '../one-team.ts';
import { type Amounts, assumed, sumOf } from './bill.ts';
import { meter } from './meter.ts';
import { MINUTES_A_MONTH, memoryGb, standingAmounts } from './standing-amounts.ts';

export interface CostFigures {
  /** Nobody marks anything, a poll each minute. */
  idleMonth: Amounts;
  /** A planned ticket has two. */
  run: Amounts;
}

const TICKETS = 5;
const RUNS = 2 * TICKETS;
const QUIET_MINUTES = 30;
const LIMIT_MS = 4 * 3_600_000;
/** Seeded keys have fates of their own. */
const TITLES = Array.from({ length: SEEDED_TICKETS.length + TICKETS }, (_, index) => `Ticket ${index + 1}`);

/** Counts a quiet half hour and some planned tickets on the laptop, and adds what the synthesized stack is paid for in any case. */
export function measureCost(outDir: string): Promise<CostFigures> {
  const { onEffect, read } = meter();
  const team = { outDir, onEffect, titles: TITLES, pollIntervalMs: 60_000, mapping: { maxInProgress: TICKETS } };
  return withOneTeam(team, async (run, { logFile }) => {
    const readNow = () => read(run, { logFile, memoryGb: memoryGb(outDir) });
    const minute = await perMinute(run, readNow);
    const idleMonth = sumOf([standingAmounts(outDir), 1], [minute, MINUTES_A_MONTH]);
    return { idleMonth, run: await perRun(run, readNow, minute) };
  });
}

async function passed(run: OneTeam, isOver: () => boolean): Promise<number> {
  const startedAt = run.clock.now();
  for (await quietMoment(run); !isOver(); await quietMoment(run)) {
    if (run.clock.now() - startedAt > LIMIT_MS) throw new Error('what is measured does not come to its end');
    moveToNext(run);
  }
  return (run.clock.now() - startedAt) / 60_000;
}

async function perMinute(run: OneTeam, read: () => Amounts): Promise<Amounts> {
  const [before, endsAt] = [read(), run.clock.now() + QUIET_MINUTES * 60_000];
  const minutes = await passed(run, () => run.clock.now() >= endsAt);
  return sumOf([read(), 1 / minutes], [before, -1 / minutes]);
}

/** What all tickets took more than a quiet time would have, and what each run tells while it lives. */
async function perRun(run: OneTeam, read: () => Amounts, minute: Amounts): Promise<Amounts> {
  const { linear } = run;
  const before = read();
  const keys = linear.keys().slice(-TICKETS);
  for (const key of keys) linear.mark(key);
  const minutes = await passed(run, () => keys.every((key) => linear.labelsOf(key).includes('Ready for Review')));
  const taken = sumOf([read(), 1], [before, -1], [minute, -minutes]);
  const heartbeat: Amounts = {
    httpRequest: 1,
    lambdaRequest: 1,
    lambdaGbSecond: 0.03,
    readUnit: 1,
    writeUnit: 2,
    logGb: 800 / 1024 ** 3,
  };
  // An hour in which runs end is one in which their share of failures is a metric.
  const customMetric = 1 / (24 * 30.4);
  return sumOf([taken, 1 / RUNS], [heartbeat, assumed('heartbeats')], [{ customMetric }, 1 / 4]);
}
