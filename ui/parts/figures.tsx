import type { Overview } from '../../shared/contract/admin.ts';
import { dollars } from '../format.ts';
import { Link } from './link.tsx';

/** What goes on in four numbers, each of which leads to what it counts. */
export function Figures({ overview: { runs, buckets, wantingCount, spentTodayUsd } }: { overview: Overview }) {
  const used = buckets.reduce((sum, bucket) => sum + bucket.holders.length, 0);
  const limit = buckets.reduce((sum, bucket) => sum + bucket.limit, 0);
  return (
    <ul class="card figures">
      <Figure to="/runs?status=live" label="In flight" value={String(runs.length)} />
      <Figure to="/mappings" label="Slots in use" value={String(used)} of={limit} />
      <Figure to="/blocked" label="Tickets that wait for you" value={String(wantingCount)} />
      <Figure to="/spend" label="Spent today (UTC)" value={dollars(spentTodayUsd)} />
    </ul>
  );
}

interface FigureProps {
  to: string;
  label: string;
  value: string;
  of?: number;
}

function Figure({ to, label, value, of }: FigureProps) {
  return (
    <li class="figure-cell">
      <Link to={to} class="figure-link">
        <span class="figure-label">{label}</span>
        <span class="figure-value">
          {value}
          {of !== undefined && <span class="figure-of faint"> / {of}</span>}
        </span>
      </Link>
    </li>
  );
}
