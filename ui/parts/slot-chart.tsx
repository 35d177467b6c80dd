import type { TrendReport } from '../../shared/contract/trend-views.ts';
import { count, day } from '../format.ts';
import { DayChart } from './day-chart.tsx';

const HOUR_MS = 3_600_000;

/** How many slots of each team or project were held on average: by the hour of few days, by the day of many. */
export function SlotChart({ report: { from, stepHours, buckets } }: { report: TrendReport }) {
  const held = new Map(buckets.map((bucket) => [bucket.bucketId, bucket.held]));
  const steps = Math.max(0, ...buckets.map((bucket) => bucket.held.length));
  const begin = Date.parse(`${from}T00:00:00.000Z`);
  const columns = Array.from({ length: steps }, (_, step) => {
    const at = new Date(begin + step * stepHours * HOUR_MS).toISOString();
    const of = at.slice(0, 10);
    const label = stepHours === 24 ? day(of) : `${day(of)}, ${at.slice(11, 16)} UTC`;
    return { key: String(step), label, to: `/runs?day=${of}` };
  });
  return (
    <DayChart
      label="Slots held on average"
      head={stepHours === 24 ? 'Day (UTC)' : 'Hour (UTC)'}
      columns={columns}
      series={buckets.map(({ bucketId, name, limit }) => ({
        key: bucketId,
        name: limit === undefined ? name : `${name} (of ${count(limit, 'slot')})`,
      }))}
      value={({ key }, column) => held.get(key)?.[Number(column.key)] ?? 0}
      words={(amount) => amount.toFixed(2)}
      most={(amount) => `at most ${amount.toFixed(2)} slots on average`}
    />
  );
}
