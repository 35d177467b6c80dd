import type { RunView } from '../../shared/contract/run-views.ts';
import { ago, costWords, duration, phaseName } from '../format.ts';
import { wordsOfRun } from '../words.ts';
import { Link } from './link.tsx';
import { Pill } from './marks.tsx';

/** One run in a list; all of the row leads to the run. */
export function RunRow({ run, now }: { run: RunView; now: string }) {
  const { label, tone } = wordsOfRun(run);
  return (
    <li class="row line">
      <Pill tone={tone}>{label}</Pill>
      <span class="line-main">
        <Link to={`/runs/${run.runId}`} class="line-link">
          <span class="key">{run.ticketKey}</span> <bdi>{run.ticketTitle}</bdi>
        </Link>
        <span class="line-note">
          {phaseName(run.phase)}
          {run.attempt > 1 && `, attempt ${run.attempt}`} · {run.repository}
          {run.failureReason !== undefined && ` · ${run.failureReason}`}
        </span>
      </span>
      <span class="line-figures">
        <span>{duration(run.reservedAt, run.endedAt ?? now)}</span>
        <span>{run.costUsd === undefined ? '' : costWords(run)}</span>
        <span>{ago(run.endedAt ?? run.reservedAt, now)}</span>
      </span>
    </li>
  );
}
