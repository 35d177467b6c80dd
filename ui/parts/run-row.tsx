import type { RunView } from '../../shared/contract/run-views.ts';
import { ago, costWords, duration } from '../format.ts';
import { RunLine } from './run-line.tsx';

/** One run in a list, with what it took and cost. */
export function RunRow({ run, now }: { run: RunView; now: string }) {
  const why = run.failureReason === undefined ? '' : ` · ${run.failureReason}`;
  return (
    <RunLine run={run} note={` · ${run.repository}${why}`}>
      <span class="line-figures">
        <span>{duration(run.reservedAt, run.endedAt ?? now)}</span>
        <span>{run.costUsd === undefined ? '' : costWords(run)}</span>
        <span>{ago(run.endedAt ?? run.reservedAt, now)}</span>
      </span>
    </RunLine>
  );
}
