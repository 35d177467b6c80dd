import type { LiveRunView } from '../../shared/contract/run-views.ts';
import { call } from '../api.ts';
import { duration, phaseName } from '../format.ts';
import { wordsOfRun } from '../words.ts';
import { Link, Outside } from './link.tsx';
import { Pill } from './marks.tsx';
import { ReasonedAction } from './reasoned-action.tsx';

/** A run in flight on one line: what it does now, and since when. */
export function LiveRun({ run, now, reload }: { run: LiveRunView; now: string; reload: () => Promise<void> }) {
  const { label, tone } = wordsOfRun(run);
  const step = run.steps.findLast(({ status }) => status === 'running') ?? run.steps.at(-1);
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
          {step !== undefined && (
            <>
              {' · '}
              <bdi>{step.name}</bdi>
            </>
          )}
        </span>
      </span>
      <span class="row-actions">
        <span class="line-figures">{duration(run.reservedAt, now)}</span>
        <CancelRun run={run} reload={reload} />
      </span>
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
