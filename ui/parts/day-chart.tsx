import type { ComponentChildren } from 'preact';
import { Link } from './link.tsx';

const HEIGHT = 160;
const STEP = 10;
const COLOURS = 6;

interface Column {
  key: string;
  label: string;
  /** The list that is behind it. */
  to?: string;
}

export interface Series {
  key: string;
  name: ComponentChildren;
  to?: string;
  /** @default a colour of its own */
  class?: string;
}

interface DayChartProps {
  /** What the table is called. */
  label: string;
  /** What its first column is. */
  head: string;
  columns: readonly Column[];
  series: readonly Series[];
  value: (series: Series, column: Column) => number;
  /** What a cell says. */
  words: (amount: number) => string;
  /** The list behind one cell. */
  behind?: (series: Series, column: Column) => string;
  /** What the highest column is. */
  most: (amount: number) => string;
}

/** A column for each day or hour, a part for each series; the table behind it says the same, newest first. */
export function DayChart({ label, head, columns, series, value, words, behind, most }: DayChartProps) {
  const sums = columns.map((column) => series.reduce((sum, one) => sum + value(one, column), 0));
  const highest = Math.max(0, ...sums);
  return (
    <div class="card padded chart">
      <svg viewBox={`0 0 ${columns.length * STEP} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {columns.map((column, at) => {
          let top = HEIGHT;
          return series.map((one, index) => {
            const height = highest === 0 ? 0 : (value(one, column) / highest) * HEIGHT;
            top -= height;
            const of = classOf(one, index);
            return (
              <rect
                key={`${column.key} ${one.key}`}
                class={of}
                x={at * STEP + 1}
                width={STEP - 2}
                y={top}
                height={height}
              />
            );
          });
        })}
      </svg>
      <p class="chart-axis faint">
        <span>{columns[0]?.label}</span>
        <span>{most(highest)}</span>
        <span>{columns.at(-1)?.label}</span>
      </p>
      {(series.length > 1 || series[0]?.to !== undefined) && <Legend series={series} />}
      <details>
        <summary>As a table</summary>
        <section class="table-frame" aria-label={label}>
          <table>
            <thead>
              <tr>
                <th scope="col">{head}</th>
                {series.map((one) => (
                  <th key={one.key} scope="col" class="number">
                    {one.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {columns.toReversed().map((column) => (
                <tr key={column.key}>
                  <th scope="row">{linked(column.to, column.label)}</th>
                  {series.map((one) => (
                    <td key={one.key} class="number">
                      {linked(value(one, column) > 0 ? behind?.(one, column) : undefined, words(value(one, column)))}
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

function classOf({ class: own }: Series, index: number): string {
  return own === undefined ? `series-${index % COLOURS}` : `ledger-part ${own}`;
}

function Legend({ series }: { series: readonly Series[] }) {
  return (
    <ul class="legend">
      {series.map((one, index) => (
        <li key={one.key}>
          <svg class="ledger-sign" viewBox="0 0 12 12" aria-hidden="true">
            <rect class={classOf(one, index)} width="12" height="12" rx="3" />
          </svg>
          {linked(one.to, one.name)}
        </li>
      ))}
    </ul>
  );
}

function linked(to: string | undefined, words: ComponentChildren): ComponentChildren {
  return to === undefined ? words : <Link to={to}>{words}</Link>;
}

const DAY_MS = 86_400_000;

/** The days from this one until now, `yyyy-mm-dd` in UTC. */
export function daysSince({ from, now }: { from: string; now: string }): string[] {
  const first = Date.parse(`${from}T00:00:00.000Z`);
  const count = Math.floor((Date.parse(now) - first) / DAY_MS) + 1;
  return Array.from({ length: count }, (_, at) => new Date(first + at * DAY_MS).toISOString().slice(0, 10));
}
