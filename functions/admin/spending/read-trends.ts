import type { OutcomeCounts, TrendReport } from '../../../shared/contract/trend-views.ts';
import { bucketIdOf, bucketTitleOf, type ProjectMapping } from '../../../shared/domain/mapping.ts';
import { dayOf, doBudgetsStop, spentUsd, wholeUsd } from '../../../shared/domain/spending.ts';
import { familyOf, percentileOf, summed, type Tally } from '../../../shared/domain/tally.ts';
import { DAY_MS, elapsedMs, HOUR_MS, plus } from '../../../shared/domain/time.ts';
import type { AdminDeps } from '../admin-deps.ts';

/** Of more mappings the first are counted, and it is said that there are more. */
const MOST_MAPPINGS = 200;
const MOST_CAUSES = 12;
/** A run holds its slot for less than three days. */
const SPILL_DAYS = 2;
/** Of more days slots are told by day. */
const DAYS_BY_HOUR = 7;

type Deps = Pick<AdminDeps, 'spending' | 'mappings' | 'buckets' | 'clock'>;
type SpentDay = Awaited<ReturnType<Deps['spending']['daysOf']>>[number];

interface Counted {
  mapping: ProjectMapping;
  /** Some days before the first as well, whose runs may have held slots after it. */
  spent: SpentDay[];
  pulls: Tally;
}

interface Asked {
  days?: number | undefined;
  /** That one alone. @default all */
  mapping?: string | undefined;
}

/** What was counted at the ends of runs and pull requests of the last days. */
export async function readTrends(deps: Deps, { days = 14, mapping: only }: Asked): Promise<TrendReport> {
  const now = deps.clock.now();
  const from = dayOf(plus(now, -(days - 1) * DAY_MS));
  const [all, buckets] = await Promise.all([deps.mappings.all(), deps.buckets.all()]);
  const first = all.slice(0, MOST_MAPPINGS);
  const wanted = only === undefined ? first : all.filter(({ mappingId }) => mappingId === only);
  const counted = await Promise.all(wanted.map((mapping) => countedOf(deps, mapping, from)));
  const runs = summed(counted.flatMap(({ spent }) => within(spent, from).map(({ counts }) => counts)));
  const pulls = summed(counted.map((one) => one.pulls));
  const stepHours = days > DAYS_BY_HOUR ? 24 : 1;
  const limits = new Map(buckets.map(({ bucketId, limit }) => [bucketId, limit]));
  return {
    ...{ now, from, days, stepHours, isCut: only === undefined && all.length > MOST_MAPPINGS },
    choices: first.map(({ mappingId, name }) => ({ mappingId, name })),
    mappings: counted.map((one) => trendOf(one, from)),
    hours: hoursOf(runs),
    buckets: [...byBucket(counted)].map(([bucketId, ofBucket]) => ({
      ...{ bucketId, name: nameOf(bucketId, ofBucket), limit: limits.get(bucketId) },
      held: heldBy(ofBucket, { from, now, stepHours }),
    })),
    failures: causesOf(runs),
    times: { run: timesOf(runs, 'lasted'), opening: timesOf(pulls, 'opening'), merging: timesOf(pulls, 'merging') },
  };
}

async function countedOf({ spending }: Deps, mapping: ProjectMapping, from: string): Promise<Counted> {
  const { mappingId } = mapping;
  const first = dayOf(plus(`${from}T00:00:00.000Z`, -SPILL_DAYS * DAY_MS));
  const [spent, pulls] = await Promise.all([spending.daysOf(mappingId, first), spending.pullDaysOf(mappingId, from)]);
  return { mapping, spent, pulls: summed(pulls.map(({ counts }) => counts)) };
}

function within(spent: readonly SpentDay[], from: string): SpentDay[] {
  return spent.filter(({ day }) => day >= from);
}

function trendOf({ mapping, spent, pulls }: Counted, from: string): TrendReport['mappings'][number] {
  const { mappingId, name } = mapping;
  return {
    ...{ mappingId, name, isNotional: !doBudgetsStop(mapping) },
    days: within(spent, from).map((one) => ({
      ...{ day: one.day, spentUsd: spentUsd(one), runs: outcomesOf(one.counts) },
    })),
    ...{ merged: pulls['pull.merged'] ?? 0, closed: pulls['pull.closed'] ?? 0 },
    mergedUsd: wholeUsd(pulls['usd.merged'] ?? 0),
  };
}

function outcomesOf(counts: Tally): OutcomeCounts {
  const of = (status: string) => counts[`run.${status}`] ?? 0;
  return { succeeded: of('succeeded'), failed: of('failed'), timed_out: of('timed_out'), cancelled: of('cancelled') };
}

function hoursOf(runs: Tally): number[] {
  const hours = Array.from({ length: 24 }, () => 0);
  for (const [hour, amount] of familyOf(runs, 'began'))
    hours[Number(hour) % 24] = (hours[Number(hour) % 24] ?? 0) + amount;
  return hours;
}

function causesOf(runs: Tally): TrendReport['failures'] {
  const causes = [...familyOf(runs, 'code')].map(([code, amount]) => ({ code, runs: amount }));
  return causes.sort((a, b) => b.runs - a.runs || a.code.localeCompare(b.code)).slice(0, MOST_CAUSES);
}

function timesOf(tally: Tally, family: string): TrendReport['times']['run'] {
  const times = familyOf(tally, family);
  const counted = [...times.values()].reduce((sum, amount) => sum + amount, 0);
  return { counted, p50: percentileOf(times, 0.5), p95: percentileOf(times, 0.95) };
}

/** Mappings that share slots, by their bucket of today. */
function byBucket(counted: readonly Counted[]): Map<string, Counted[]> {
  const buckets = new Map<string, Counted[]>();
  for (const one of counted) {
    const bucketId = bucketIdOf(one.mapping);
    buckets.set(bucketId, [...(buckets.get(bucketId) ?? []), one]);
  }
  return buckets;
}

function nameOf(bucketId: string, [first]: readonly Counted[]): string {
  if (first === undefined) return bucketId;
  return bucketTitleOf({ tracker: first.mapping.tracker, bucketId }) ?? first.mapping.name;
}

/** How many slots were held on average in each step from the first day until now. */
function heldBy(
  counted: readonly Counted[],
  { from, now, stepHours }: Pick<TrendReport, 'from' | 'now' | 'stepHours'>,
): number[] {
  const begin = `${from}T00:00:00.000Z`;
  const stepMs = stepHours * HOUR_MS;
  const seconds = Array.from({ length: Math.floor(elapsedMs(begin, now) / stepMs) + 1 }, () => 0);
  for (const { day, counts } of counted.flatMap(({ spent }) => spent))
    for (const [hour, held] of familyOf(counts, 'slot')) {
      const step = Math.floor(elapsedMs(begin, plus(`${day}T00:00:00.000Z`, Number(hour) * HOUR_MS)) / stepMs);
      if (seconds[step] !== undefined) seconds[step] += held;
    }
  return seconds.map((held) => Math.round((held / (stepHours * 3600)) * 100) / 100);
}
