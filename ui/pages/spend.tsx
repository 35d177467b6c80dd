import type { SpendReport } from '../../shared/contract/waste-views.ts';
import { count, day, dollars } from '../format.ts';
import { Filters } from '../parts/filters.tsx';
import { Empty, Failure, Title } from '../parts/marks.tsx';
import { SpendChart } from '../parts/spend-chart.tsx';
import { Waste } from '../parts/waste.tsx';
import { query } from '../route.ts';
import { useCall } from '../use-poller.ts';

const EVERY_MS = 60_000;
const SPANS = [7, 14, 31, 90].map((days) => ({ value: String(days), label: `${days} days` }));

export function SpendPage() {
  const { data, error } = useCall('readSpend', { query: query.value }, EVERY_MS);
  const report = data.value;
  return (
    <>
      <Title>Spend</Title>
      <Filters filters={[{ name: 'days', label: 'Of the last', all: '14 days', choices: SPANS }]} />
      <Failure text={error.value} />
      {report !== undefined && <Report report={report} />}
    </>
  );
}

function Report({ report }: { report: SpendReport }) {
  const { runs, isCut, from } = report;
  return (
    <div class="lists">
      <section aria-labelledby="days">
        <div class="section-head">
          <h2 id="days">By day and mapping</h2>
          <span class="faint">
            {dollars(sumOf(report))} since {day(from)}
          </span>
        </div>
        <SpendChart report={report} />
      </section>
      <section aria-labelledby="fates">
        <div class="section-head">
          <h2 id="fates">What became of it</h2>
          <span class="faint">
            {isCut ? `the newest ${count(runs, 'run')}` : `all ${count(runs, 'run')} that are over`}
          </span>
        </div>
        {runs === 0 ? <Empty title="No run is over yet" /> : <Waste report={report} />}
      </section>
    </div>
  );
}

function sumOf({ mappings }: SpendReport): number {
  return mappings.flatMap(({ days }) => days).reduce((sum, { spentUsd }) => sum + spentUsd, 0);
}
