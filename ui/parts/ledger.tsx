import type { Stretch } from '../../shared/contract/ticket-views.ts';
import { costWords, dollars, duration, moment, readable } from '../format.ts';
import type { Tone } from '../words.ts';
import { Link } from './link.tsx';

const WIDTH = 1000;
/** Narrower than this nothing can be seen. */
const LEAST = 4;

interface LedgerProps {
  ledger: readonly Stretch[];
  now: string;
}

/** The way of a ticket on one line, waiting as wide as work, and the same stretch by stretch with reason and price. */
export function Ledger({ ledger, now }: LedgerProps) {
  const from = ledger[0]?.from ?? now;
  const to = ledger.at(-1)?.to ?? now;
  const sums = {
    wait: timeOf(ledger, now, 'wait'),
    start: timeOf(ledger, now, 'start'),
    work: timeOf(ledger, now, 'work'),
  };
  const cost = ledger.reduce((sum, { run }) => sum + (run?.costUsd ?? 0), 0);
  return (
    <div class="card padded ledger">
      <p>
        <strong>{duration(from, to)}</strong>: {span(sums.wait)} waited, {span(sums.start)} starting, {span(sums.work)}{' '}
        worked, {dollars(cost)}
      </p>
      <Line ledger={ledger} from={from} to={to} now={now} />
      <ol class="stretches">
        {ledger.map((stretch) => (
          <StretchRow key={`${stretch.from} ${stretch.kind}`} stretch={stretch} now={now} />
        ))}
      </ol>
    </div>
  );
}

function timeOf(ledger: readonly Stretch[], now: string, kind: Stretch['kind']): number {
  return ledger
    .filter((stretch) => stretch.kind === kind)
    .reduce((sum, stretch) => sum + Date.parse(stretch.to ?? now) - Date.parse(stretch.from), 0);
}

function span(ms: number): string {
  return duration('1970-01-01T00:00:00.000Z', new Date(Math.max(0, ms)).toISOString());
}

/** The list below says the same in words. */
function Line({ ledger, from, to, now }: LedgerProps & { from: string; to: string }) {
  const start = Date.parse(from);
  const whole = Math.max(1, Date.parse(to) - start);
  const place = (at: string) => ((Date.parse(at) - start) / whole) * WIDTH;
  return (
    <svg class="ledger-line" viewBox={`0 0 ${WIDTH} 24`} preserveAspectRatio="none" aria-hidden="true">
      {ledger.map((stretch) => {
        const x = place(stretch.from);
        return (
          <rect
            key={`${stretch.from} ${stretch.kind}`}
            class={`ledger-part ${stretch.kind} ${toneOf(stretch)}`}
            x={Math.min(x, WIDTH - LEAST)}
            width={Math.max(LEAST, place(stretch.to ?? now) - x)}
            height="24"
          />
        );
      })}
    </svg>
  );
}

function toneOf({ kind, run }: Stretch): Tone {
  if (kind !== 'work') return 'quiet';
  if (run?.endedAt === undefined) return 'live';
  if (run.status === 'succeeded') return 'good';
  return run.status === 'cancelled' ? 'quiet' : 'bad';
}

function StretchRow({ stretch, now }: { stretch: Stretch; now: string }) {
  const { kind, from, to, what, detail, run } = stretch;
  return (
    <li class="stretch">
      <svg class={`ledger-sign ${toneOf(stretch)}`} viewBox="0 0 12 12" aria-hidden="true">
        <rect class={`ledger-part ${kind}`} width="12" height="12" rx="3" />
      </svg>
      <span class="line-main">
        <span class="stretch-what">
          {run === undefined ? what : <Link to={`/runs/${run.runId}`}>{what}</Link>}
          {run !== undefined && <span class="visually-hidden">, {run.status}</span>}
        </span>
        {detail !== undefined && <span class="line-note">{readable(detail)}</span>}
      </span>
      <span class="line-figures">
        <span>{run?.costUsd === undefined ? '' : costWords(run)}</span>
        <span>{duration(from, to ?? now)}</span>
        <time dateTime={from}>{moment(from)}</time>
      </span>
    </li>
  );
}
