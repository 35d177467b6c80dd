import type { LiveRunView } from '../../shared/contract/run-views.ts';
import { duration, phaseName } from '../format.ts';
import { wordsOfRun } from '../words.ts';
import { Link, Outside } from './link.tsx';
import { Pill } from './marks.tsx';
import { Steps } from './steps.tsx';

/** A run in flight with its newest steps. */
export function LiveRun({ run, now }: { run: LiveRunView; now: string }) {
  const { label, tone } = wordsOfRun(run);
  return (
    <li class="card live-run">
      <div class="live-run-head">
        <h3>
          <Link to={`/runs/${run.runId}`} class="quiet-link">
            <span class="key">{run.ticketKey}</span> {run.ticketTitle}
          </Link>
        </h3>
        <Pill tone={tone}>{label}</Pill>
      </div>
      <p class="facts">
        <span>{phaseName(run.phase)}</span>
        <span>{run.repository}</span>
        {run.attempt > 1 && <span>attempt {run.attempt}</span>}
        <span>{duration(run.reservedAt, now)}</span>
      </p>
      {run.steps.length > 0 && <Steps steps={run.steps} now={now} earlier={run.earlierSteps} />}
      <RunLinks run={run} />
    </li>
  );
}

export function RunLinks({ run }: { run: Pick<LiveRunView, 'ticketUrl' | 'workflowRunUrl' | 'prUrl'> }) {
  return (
    <p class="links">
      <Outside href={run.ticketUrl}>Ticket</Outside>
      {run.workflowRunUrl !== undefined && <Outside href={run.workflowRunUrl}>Workflow run</Outside>}
      {run.prUrl !== undefined && <Outside href={run.prUrl}>Pull request</Outside>}
    </p>
  );
}
