import { day as dayWords, dollars } from '../format.ts';
import { DayChart, daysSince } from './day-chart.tsx';

interface SpendChartProps {
  report: {
    from: string;
    now: string;
    mappings: readonly {
      mappingId: string;
      name: string;
      isNotional: boolean;
      days: readonly { day: string; spentUsd: number }[];
    }[];
  };
}

/** Spend of each day, a part for each mapping. */
export function SpendChart({ report }: SpendChartProps) {
  const spent = new Map(
    report.mappings.flatMap(({ mappingId, days }) => days.map((one) => [`${mappingId} ${one.day}`, one.spentUsd])),
  );
  return (
    <DayChart
      label="Spend by day and mapping"
      head="Day (UTC)"
      columns={daysSince(report).map((day) => ({ key: day, label: dayWords(day), to: `/runs?day=${day}` }))}
      series={report.mappings.map(({ mappingId, name, isNotional }) => ({
        key: mappingId,
        name: isNotional ? `${name} (notional)` : name,
        to: `/runs?mapping=${mappingId}`,
      }))}
      value={({ key }, column) => spent.get(`${key} ${column.key}`) ?? 0}
      words={dollars}
      behind={(one, column) => `/runs?mapping=${one.key}&day=${column.key}`}
      most={(amount) => `at most ${dollars(amount)} a day`}
    />
  );
}
