import type { Percentile, TrendReport } from '../../shared/contract/trend-views.ts';
import { duration } from '../format.ts';
import { Link } from './link.tsx';

type Times = TrendReport['times'];

const ROWS: readonly { key: keyof Times; name: string; to: string }[] = [
  { key: 'run', name: 'A run works', to: '/runs' },
  { key: 'opening', name: 'From the mark to the pull request', to: '/tickets?status=merged' },
  { key: 'merging', name: 'From the pull request to its merge', to: '/tickets?status=merged' },
];
const WIDTH = 1000;
/** Where the parts end: what took longer is drawn as long as this. */
const LONGEST_S = 2_592_000;

/** How long half of all, and nearly all, took at most: a line for each, and the words beside it. */
export function TimeTable({ times }: { times: Times }) {
  const longest = Math.max(1, ...ROWS.map(({ key }) => secondsOf(times[key].p95)));
  return (
    <div class="card padded chart">
      <section class="table-frame" aria-label="How long it takes">
        <table>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col" class="bar-cell">
                <span class="visually-hidden">As a line</span>
              </th>
              <th scope="col" class="number">
                Half within
              </th>
              <th scope="col" class="number">
                95 % within
              </th>
              <th scope="col" class="number">
                Counted
              </th>
            </tr>
          </thead>
          <tbody>
            {ROWS.map(({ key, name, to }) => {
              const { counted, p50, p95 } = times[key];
              return (
                <tr key={key}>
                  <th scope="row">
                    <Link to={to}>{name}</Link>
                  </th>
                  <td class="bar-cell">
                    <svg class="bar" viewBox={`0 0 ${WIDTH} 12`} preserveAspectRatio="none" aria-hidden="true">
                      <rect class="ledger-part start" width={widthOf(p95, longest)} height="12" />
                      <rect class="series-0" width={widthOf(p50, longest)} height="12" />
                    </svg>
                  </td>
                  <td class="number">{words(p50)}</td>
                  <td class="number">{words(p95)}</td>
                  <td class="number">{counted.toLocaleString()}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      <p class="faint">
        Times are counted in parts, and told by where a part ends. The mark counts for a ticket's first pull request.
      </p>
    </div>
  );
}

function secondsOf(time: Percentile | undefined): number {
  return time === undefined ? 0 : (time.atMostS ?? LONGEST_S);
}

/** So that minutes are seen beside days. */
function widthOf(time: Percentile | undefined, longest: number): number {
  return Math.sqrt(secondsOf(time) / longest) * WIDTH;
}

function words(time: Percentile | undefined): string {
  if (time === undefined) return 'not known yet';
  const span = duration(new Date(0).toISOString(), new Date(secondsOf(time) * 1000).toISOString());
  return time.isMore === true ? `more than ${span}` : span;
}
