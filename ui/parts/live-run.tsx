import type { LiveRunView } from '../../shared/contract/run-views.ts';
import { call } from '../api.ts';
import { duration } from '../format.ts';
import { Outside } from './link.tsx';
import { ReasonedAction } from './reasoned-action.tsx';
import { RunLine } from './run-line.tsx';

/** A run in flight on one line: what it does now, and since when. */
export function LiveRun({ run, now, reload }: { run: LiveRunView; now: string; reload: () => Promise<void> }) {
  const step = run.steps.findLast(({ status }) => status === 'running') ?? run.steps.at(-1);
  const note = step !== undefined && (
    <>
      {' · '}
      <bdi>{step.name}</bdi>
    </>
  );
  return (
    <RunLine run={run} note={note}>
      <span class="row-actions">
        <span class="line-figures">{duration(run.reservedAt, now)}</span>
        <CancelRun run={run} reload={reload} />
      </span>
    </RunLine>
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
      needs="cancelRun"
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
