import type { ComponentChildren } from 'preact';
import type { TrendReport } from '../../shared/contract/trend-views.ts';
import { dollars } from '../format.ts';
import { Link } from './link.tsx';
import { Empty } from './marks.tsx';

type Trend = TrendReport['mappings'][number];

const WIDTH = 1000;

/** What became of pull requests, by mapping and of all. */
export function MergeTable({ mappings }: { mappings: readonly Trend[] }) {
  const ended = mappings.filter(({ merged, closed }) => merged + closed > 0);
  if (ended.length === 0) return <Empty title="No pull request was merged or closed yet" />;
  const sum = (of: (trend: Trend) => number) => ended.reduce((whole, trend) => whole + of(trend), 0);
  const all = {
    merged: sum((one) => one.merged),
    closed: sum((one) => one.closed),
    mergedUsd: sum((one) => one.mergedUsd),
  };
  return (
    <div class="card padded chart">
      <section class="table-frame" aria-label="Merge rate and cost by mapping">
        <table>
          <thead>
            <tr>
              <th scope="col">Mapping</th>
              <th scope="col" class="bar-cell">
                <span class="visually-hidden">As a line</span>
              </th>
              {['Merged', 'Closed', 'Merge rate', 'Cost of one merged'].map((head) => (
                <th key={head} scope="col" class="number">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ended.map((trend) => (
              <Row key={trend.mappingId} trend={trend}>
                <Link to={`/tickets?status=merged&mapping=${trend.mappingId}`}>{trend.name}</Link>
              </Row>
            ))}
            {ended.length > 1 && (
              <Row trend={all}>
                <Link to="/tickets?status=merged">All</Link>
              </Row>
            )}
          </tbody>
        </table>
      </section>
      <p class="faint">The cost of one is that of all runs for its branch, the failed ones too.</p>
    </div>
  );
}

interface RowProps {
  trend: Pick<Trend, 'merged' | 'closed' | 'mergedUsd'>;
  children: ComponentChildren;
}

function Row({ trend: { merged, closed, mergedUsd }, children }: RowProps) {
  const rate = merged / (merged + closed);
  return (
    <tr>
      <th scope="row">{children}</th>
      <td class="bar-cell">
        <svg class="bar" viewBox={`0 0 ${WIDTH} 12`} preserveAspectRatio="none" aria-hidden="true">
          <rect class="ledger-part start" width={WIDTH} height="12" />
          <rect class="ledger-part good" width={rate * WIDTH} height="12" />
        </svg>
      </td>
      <td class="number">{merged.toLocaleString()}</td>
      <td class="number">{closed.toLocaleString()}</td>
      <td class="number">{Math.round(rate * 100)} %</td>
      <td class="number">{merged === 0 ? 'none merged' : dollars(mergedUsd / merged)}</td>
    </tr>
  );
}
