import type { ComponentChildren } from 'preact';
import type { RunView } from '../../shared/contract/run-views.ts';
import { phaseName } from '../format.ts';
import { wordsOfRun } from '../words.ts';
import { Link } from './link.tsx';
import { Pill } from './marks.tsx';

interface RunLineProps {
  run: RunView;
  /** What else is said of it below its name. */
  note: ComponentChildren;
  /** At the end of the line. */
  children: ComponentChildren;
}

/** One run on one line of a list; its name leads to it. */
export function RunLine({ run, note, children }: RunLineProps) {
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
          {run.attempt > 1 && `, attempt ${run.attempt}`}
          {note}
        </span>
      </span>
      {children}
    </li>
  );
}
