import type { LiveRunView } from '../../shared/contract/run-views.ts';
import { call } from '../api.ts';
import { duration, phaseName } from '../format.ts';
import { wordsOfRun } from '../words.ts';
import { Link, Outside } from './link.tsx';
import { Pill } from './marks.tsx';
import { ReasonedAction } from './reasoned-action.tsx';
import { Steps } from './steps.tsx';

/** A run in flight with its newest steps. */
export function LiveRun({ run, now, reload }: { run: LiveRunView; now: string; reload: () => Promise<void> }) {
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
      <div class="live-run-foot">
        <RunLinks run={run} />
        <CancelRun run={run} reload={reload} />
      </div>
    </li>
  );
}

/** For a run in flight. */
export function CancelRun({
  run,
  reload,
}: {
  run: Pick<LiveRunView, 'runId' | 'ticketKey'>;
  reload: () => Promise<void>;
}) {
  const { runId, ticketKey } = run;
  const cancel = async (reason: string) => {
    await call('cancelRun', { params: { runId }, body: { reason } });
    await reload();
  };
  return (
    <ReasonedAction
      label="Cancel"
      about={`the run of ${ticketKey}`}
      title={`Cancel the run of ${ticketKey}?`}
      text="Its workflow run is stopped, and what it has not pushed by now is not pushed. The ticket loses our labels and says why."
      action="Cancel run"
      done={`The run of ${ticketKey} is being cancelled`}
      act={cancel}
    />
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
