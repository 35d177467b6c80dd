import type { PullRequestState } from './follow-ups/pull-request-record.ts';
import type { Run } from './run.ts';
import { elapsedMs, HOUR_MS, type Instant, plus, SECOND_MS } from './time.ts';

/** How often something was so, by name; names of one family begin with the same word and a dot. */
export type Tally = Readonly<Record<string, number>>;

/** The upper bounds of the parts in which times are counted, in seconds: from a minute to thirty days; what took longer is `more`. */
const TIME_BOUNDS_S = [
  ...[60, 120, 300, 600, 900, 1200, 1800, 2700, 3600, 5400, 7200, 10_800, 14_400, 21_600, 43_200],
  ...[86_400, 172_800, 259_200, 432_000, 864_000, 2_592_000],
];

/** Hours of a day and of those after it in which a run that is counted on it may hold a slot. */
const MOST_HOURS = 72;

function boundOf(ms: number): string {
  return String(TIME_BOUNDS_S.find((bound) => ms <= bound * SECOND_MS) ?? 'more');
}

/** What the end of a run counts for, on the day on which its spending is counted. */
export interface RunTally {
  counts: Tally;
  /** What its cost is added to. */
  spentAs: string;
}

/** How it ended, how long it worked, when it began and held a slot; `hour 24` is the first of the next day. */
export function tallyOfRun(run: Run, day: string): RunTally {
  const { status, failure, reservedAt, startedAt, endedAt = reservedAt } = run;
  const begin = `${day}T00:00:00.000Z`;
  return {
    spentAs: `usd.${status}`,
    counts: {
      [`run.${status}`]: 1,
      ...(status !== 'succeeded' && failure?.code !== undefined && { [`code.${failure.code}`]: 1 }),
      ...(startedAt !== undefined && { [`lasted.${boundOf(elapsedMs(startedAt, endedAt))}`]: 1 }),
      [`began.${hourOf(begin, reservedAt)}`]: 1,
      ...slotSeconds(begin, reservedAt, endedAt),
    },
  };
}

function hourOf(begin: Instant, at: Instant): number {
  return Math.min(MOST_HOURS - 1, Math.max(0, Math.floor(elapsedMs(begin, at) / HOUR_MS)));
}

function slotSeconds(begin: Instant, from: Instant, to: Instant): Tally {
  const seconds: Record<string, number> = {};
  for (let hour = hourOf(begin, from); hour < MOST_HOURS; hour += 1) {
    const start = plus(begin, hour * HOUR_MS);
    if (start >= to) break;
    const end = plus(start, HOUR_MS);
    const held = elapsedMs(from > start ? from : start, to < end ? to : end);
    if (held >= SECOND_MS) seconds[`slot.${hour}`] = Math.round(held / SECOND_MS);
  }
  return seconds;
}

/** A pull request that was merged or closed. */
export interface EndedPull {
  state: Exclude<PullRequestState, 'open'>;
  /** When its ticket was seen marked; absent where an earlier pull request of it began there. */
  markedAt?: Instant | undefined;
  openedAt: Instant;
  endedAt: Instant;
  /** What all runs for its branch cost, the failed ones too. */
  usd: number;
}

/** What it counts for, on the day of its end. Only what was merged tells how long that takes. */
export function tallyOfPull({ state, markedAt, openedAt, endedAt, usd }: EndedPull): Tally {
  const counts: Tally = { [`pull.${state}`]: 1, ...(usd > 0 && { [`usd.${state}`]: usd }) };
  if (state !== 'merged') return counts;
  const merged = { ...counts, [`merging.${boundOf(elapsedMs(openedAt, endedAt))}`]: 1 };
  if (markedAt === undefined) return merged;
  return { ...merged, [`opening.${boundOf(elapsedMs(markedAt, openedAt))}`]: 1 };
}

/** All tallies as one. */
export function summed(tallies: readonly Tally[]): Tally {
  const sum: Record<string, number> = {};
  for (const tally of tallies)
    for (const [name, amount] of Object.entries(tally)) sum[name] = (sum[name] ?? 0) + amount;
  return sum;
}

/** The members of one family, by what stands after its dot. */
export function familyOf(tally: Tally, family: string): Map<string, number> {
  const prefix = `${family}.`;
  const named = Object.entries(tally).filter(([name]) => name.startsWith(prefix));
  return new Map(named.map(([name, amount]) => [name.slice(prefix.length), amount]));
}

/** That which so large a share (0 to 1) of the times did not exceed, told by the bound of its part; `more` beyond the last. */
export interface Percentile {
  atMostS?: number | undefined;
  isMore?: boolean | undefined;
}

export function percentileOf(times: ReadonlyMap<string, number>, share: number): Percentile | undefined {
  const all = [...times.values()].reduce((sum, amount) => sum + amount, 0);
  if (all === 0) return undefined;
  let counted = 0;
  for (const bound of TIME_BOUNDS_S) {
    counted += times.get(String(bound)) ?? 0;
    if (counted >= share * all) return { atMostS: bound };
  }
  return { isMore: true };
}
