import type { SpendReport } from '../../shared/contract/waste-views.ts';
import { day as dayWords, dollars } from '../format.ts';
import { Link } from './link.tsx';

const HEIGHT = 160;
const SERIES = 6;
const DAY_MS = 86_400_000;

/** Spend of each day, a part for each mapping; the table behind it says the same. */
export function SpendChart({ report }: { report: SpendReport }) {
  const days = daysOf(report);
  const spent = (mapping: SpendReport['mappings'][number], day: string) =>
    mapping.days.find((one) => one.day === day)?.spentUsd ?? 0;
  const most = Math.max(0.01, ...days.map((day) => report.mappings.reduce((sum, one) => sum + spent(one, day), 0)));
  return (
    <div class="card padded chart">
      <svg viewBox={`0 0 ${days.length * 10} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {days.map((day, at) => {
          let top = HEIGHT;
          return report.mappings.map((mapping, series) => {
            const height = (spent(mapping, day) / most) * HEIGHT;
            top -= height;
            const of = `series-${series % SERIES}`;
            return (
              <rect key={`${day} ${mapping.mappingId}`} class={of} x={at * 10 + 1} width="8" y={top} height={height} />
            );
          });
        })}
      </svg>
      <p class="chart-axis faint">
        <span>{dayWords(days[0] ?? report.from)}</span>
        <span>at most {dollars(most)} a day</span>
        <span>{dayWords(days.at(-1) ?? report.from)}</span>
      </p>
      <ul class="legend">
        {report.mappings.map(({ mappingId, name, isNotional }, series) => (
          <li key={mappingId}>
            <svg class="ledger-sign" viewBox="0 0 12 12" aria-hidden="true">
              <rect class={`series-${series % SERIES}`} width="12" height="12" rx="3" />
            </svg>
            <Link to={`/mappings/${mappingId}`}>{name}</Link>
            {isNotional && <span class="faint"> notional</span>}
          </li>
        ))}
      </ul>
      <details>
        <summary>As a table</summary>
        <section class="table-frame" aria-label="Spend by day and mapping">
          <table>
            <thead>
              <tr>
                <th scope="col">Day (UTC)</th>
                {report.mappings.map(({ mappingId, name }) => (
                  <th key={mappingId} scope="col" class="number">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map((day) => (
                <tr key={day}>
                  <th scope="row">
                    <Link to={`/runs?day=${day}`}>{dayWords(day)}</Link>
                  </th>
                  {report.mappings.map((mapping) => (
                    <td key={mapping.mappingId} class="number">
                      {dollars(spent(mapping, day))}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </div>
  );
}

function daysOf({ from, now }: SpendReport): string[] {
  const first = Date.parse(`${from}T00:00:00.000Z`);
  const count = Math.floor((Date.parse(now) - first) / DAY_MS) + 1;
  return Array.from({ length: count }, (_, at) => new Date(first + at * DAY_MS).toISOString().slice(0, 10));
}
