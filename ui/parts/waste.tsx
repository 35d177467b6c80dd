import type { SpendReport } from '../../shared/contract/waste-views.ts';
import { dollars } from '../format.ts';
import { Link } from './link.tsx';

type Fate = SpendReport['fates'][number];

const WIDTH = 1000;
const WORDS: Readonly<Record<Fate['fate'], string>> = {
  merged: 'Merged',
  open: 'Open',
  thrown_away: 'Thrown away',
};
const TONES: Readonly<Record<Fate['fate'], string>> = { merged: 'good', open: 'live', thrown_away: 'bad' };
const CAUSES: Readonly<Record<string, string>> = {
  cancelled: 'the run was cancelled',
  timed_out: 'the run timed out',
  failed: 'the run failed',
  closed: 'its pull request was closed',
  given_up: 'its ticket was given up',
};

/** What was spent, by what became of it, the dearest first: one line, and each part in words, with the runs or tickets behind it. */
export function Waste({ report: { fates } }: { report: SpendReport }) {
  const whole = fates.reduce((sum, { usd }) => sum + usd, 0);
  const ordered = fates.toSorted((a, b) => order(a) - order(b));
  let at = 0;
  return (
    <div class="card padded chart">
      <svg class="ledger-line" viewBox={`0 0 ${WIDTH} 24`} preserveAspectRatio="none" aria-hidden="true">
        {ordered.map((one) => {
          const width = whole === 0 ? 0 : (one.usd / whole) * WIDTH;
          const x = at;
          at += width;
          return (
            <rect
              key={keyOf(one)}
              class={`ledger-part ${TONES[one.fate]}`}
              x={x}
              width={Math.max(0, width - 2)}
              height="24"
            />
          );
        })}
      </svg>
      <table>
        <thead>
          <tr>
            <th scope="col">What became of it</th>
            <th scope="col" class="number">
              Runs
            </th>
            <th scope="col" class="number">
              Spent
            </th>
            <th scope="col" class="number">
              Share
            </th>
          </tr>
        </thead>
        <tbody>
          {ordered.map((one) => (
            <tr key={keyOf(one)}>
              <th scope="row">
                <svg class={`ledger-sign ${TONES[one.fate]}`} viewBox="0 0 12 12" aria-hidden="true">
                  <rect class="ledger-part" width="12" height="12" rx="3" />
                </svg>{' '}
                <Link to={behind(one)}>{words(one)}</Link>
              </th>
              <td class="number">{one.runs.toLocaleString()}</td>
              <td class="number">{dollars(one.usd)}</td>
              <td class="number">{whole === 0 ? '' : `${Math.round((one.usd / whole) * 100)} %`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function order({ fate, usd }: Fate): number {
  return ['merged', 'open', 'thrown_away'].indexOf(fate) * 1e9 - usd;
}

function keyOf({ fate, cause = '' }: Fate): string {
  return `${fate} ${cause}`;
}

function words({ fate, cause }: Fate): string {
  if (cause === undefined) return WORDS[fate];
  return `${WORDS[fate]}: ${CAUSES[cause] ?? cause.replaceAll('_', ' ')}`;
}

/** The list that holds what a part counts. */
function behind({ fate, cause = '' }: Fate): string {
  if (fate === 'merged') return '/tickets?status=merged';
  if (fate === 'open') return '/tickets';
  if (cause === 'closed') return '/tickets?status=closed';
  if (cause === 'given_up') return '/tickets';
  if (['cancelled', 'timed_out', 'failed'].includes(cause)) return `/runs?status=${cause}`;
  return `/runs?code=${cause}`;
}
