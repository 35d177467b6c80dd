import type { OutcomeCounts, TrendReport } from '../../shared/contract/trend-views.ts';
import { count, day } from '../format.ts';
import { DayChart, daysSince, type Series } from '../parts/day-chart.tsx';
import { Filters, mappingFilter } from '../parts/filters.tsx';
import { Link } from '../parts/link.tsx';
import { Empty, Failure, Title } from '../parts/marks.tsx';
import { MergeTable } from '../parts/merge-table.tsx';
import { SlotChart } from '../parts/slot-chart.tsx';
import { SpendChart } from '../parts/spend-chart.tsx';
import { TimeTable } from '../parts/time-table.tsx';
import { query, searchOf } from '../route.ts';
import { useCall } from '../use-poller.ts';

const EVERY_MS = 60_000;
const SPANS = [7, 14, 31, 90].map((days) => ({ value: String(days), label: `${days} days` }));

/** Pictures of the last days: what was counted as runs and pull requests ended. */
export function TrendsPage() {
  const { data, error } = useCall('readTrends', { query: query.value }, EVERY_MS);
  const report = data.value;
  return (
    <>
      <Title>Trends</Title>
      <Filters
        filters={[
          { name: 'days', label: 'Of the last', all: '14 days', choices: SPANS },
          mappingFilter(report?.choices ?? []),
        ]}
      />
      <Failure text={error.value} />
      {report !== undefined && <Report report={report} />}
    </>
  );
}

function Report({ report }: { report: TrendReport }) {
  const runs = report.times.run.counted;
  return (
    <div class="lists">
      <p class="faint">
        Counted since {day(report.from)}, as each run and pull request ended
        {report.isCut && `; of the first ${report.mappings.length} mappings, there are more`}.
      </p>
      <section aria-labelledby="outcomes">
        <h2 id="outcomes">How runs ended</h2>
        <Outcomes report={report} />
        <Causes report={report} />
      </section>
      <section aria-labelledby="spent">
        <h2 id="spent">What they cost</h2>
        <SpendChart report={report} />
      </section>
      <section aria-labelledby="hours">
        <h2 id="hours">When they began</h2>
        <Hours hours={report.hours} />
      </section>
      <section aria-labelledby="slots">
        <h2 id="slots">Slots held</h2>
        <SlotChart report={report} />
      </section>
      <section aria-labelledby="times">
        <div class="section-head">
          <h2 id="times">From mark to merge</h2>
          <span class="faint">{count(runs, 'run')} that worked</span>
        </div>
        <TimeTable times={report.times} />
      </section>
      <section aria-labelledby="merges">
        <h2 id="merges">Merged or closed</h2>
        <MergeTable mappings={report.mappings} />
      </section>
    </div>
  );
}

/** The runs that are counted here, narrowed further. */
function runsOf(narrowed: Readonly<Record<string, string>>): string {
  return `/runs${searchOf({ mapping: query.value['mapping'], ...narrowed })}`;
}

const OUTCOMES: readonly (Series & { key: keyof OutcomeCounts })[] = [
  { key: 'succeeded', name: 'Succeeded', class: 'good' },
  { key: 'failed', name: 'Failed', class: 'bad' },
  { key: 'timed_out', name: 'Timed out', class: 'wait-tone' },
  { key: 'cancelled', name: 'Cancelled', class: 'start' },
];

function Outcomes({ report }: { report: TrendReport }) {
  const counts = new Map<string, number>();
  for (const one of report.mappings.flatMap(({ days }) => days))
    for (const { key } of OUTCOMES) {
      const name = `${key} ${one.day}`;
      counts.set(name, (counts.get(name) ?? 0) + one.runs[key]);
    }
  return (
    <DayChart
      label="Runs by day and how they ended"
      head="Day (UTC)"
      columns={daysSince(report).map((of) => ({ key: of, label: day(of), to: runsOf({ day: of }) }))}
      series={OUTCOMES.map((one) => ({ ...one, to: runsOf({ status: one.key }) }))}
      value={({ key }, column) => counts.get(`${key} ${column.key}`) ?? 0}
      words={(amount) => amount.toLocaleString()}
      behind={(one, column) => runsOf({ status: one.key, day: column.key })}
      most={(amount) => `at most ${count(amount, 'run')} a day`}
    />
  );
}

function Causes({ report: { failures } }: { report: TrendReport }) {
  if (failures.length === 0) return null;
  return (
    <div class="card padded chart below">
      <table>
        <thead>
          <tr>
            <th scope="col">Commonest causes of failure</th>
            <th scope="col" class="number">
              Runs
            </th>
          </tr>
        </thead>
        <tbody>
          {failures.map(({ code, runs }) => (
            <tr key={code}>
              <th scope="row">
                <Link to={runsOf({ code })}>{code.replaceAll('_', ' ')}</Link>
              </th>
              <td class="number">{runs.toLocaleString()}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const RUNS: readonly Series[] = [{ key: 'runs', name: 'Runs' }];

/** All days laid over one another. */
function Hours({ hours }: { hours: readonly number[] }) {
  if (hours.every((amount) => amount === 0)) return <Empty title="No run is over yet" />;
  return (
    <DayChart
      label="Runs by the hour of the day in which they began"
      head="Hour (UTC)"
      columns={hours.map((_, hour) => ({ key: String(hour), label: `${String(hour).padStart(2, '0')}:00 UTC` }))}
      series={RUNS}
      value={(_, column) => hours[Number(column.key)] ?? 0}
      words={(amount) => amount.toLocaleString()}
      behind={() => runsOf({})}
      most={(amount) => `at most ${count(amount, 'run')} in an hour of the day`}
    />
  );
}
