import type { RunView } from '../../shared/contract/run-views.ts';
import { ago, costWords, duration, phaseName } from '../format.ts';
import { wordsOfRun } from '../words.ts';
import { Link } from './link.tsx';
import { Pill } from './marks.tsx';

/** One run in a list; all of the row leads to the run. */
export function RunRow({ run, now }: { run: RunView; now: string }) {
  const { label, tone } = wordsOfRun(run);
  return (
    <li class="row">
      <Link to={`/runs/${run.runId}`} class="row-link">
        <span class="row-main">
          <span class="key">{run.ticketKey}</span> {run.ticketTitle}
        </span>
        <span class="row-facts">
          <span>{phaseName(run.phase)}</span>
          {run.attempt > 1 && <span>attempt {run.attempt}</span>}
          <span>{duration(run.reservedAt, run.endedAt ?? now)}</span>
          {run.costUsd !== undefined && <span>{costWords(run)}</span>}
          <span>{ago(run.endedAt ?? run.reservedAt, now)}</span>
        </span>
        {run.failureReason !== undefined && <span class="row-note">{run.failureReason}</span>}
      </Link>
      <Pill tone={tone}>{label}</Pill>
    </li>
  );
}
