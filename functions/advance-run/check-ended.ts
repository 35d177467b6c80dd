import { RepositoryRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { runFailure } from '../../shared/domain/failures/run-failure.ts';
import { isTerminal, type Run } from '../../shared/domain/run.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

/**
 * GitHub says that the run's workflow run is over: a run that did not report ends with it. The event comes in no turn of its
 * ticket's, so that all else is left to the run's timer, set before: what two show at the same time would be said twice.
 */
export async function checkEnded(deps: AdvanceRunDeps, runId: string): Promise<string> {
  const run = await deps.runs.read(runId);
  if (run === undefined || run.workflowRunId === undefined || isTerminal(run.status)) return 'left: nothing to end';
  const hasReported = async () => (await deps.runs.readReport(runId)) !== undefined;
  if (await hasReported()) return 'left: it reported';
  if (!(await isOver(deps, run, run.workflowRunId))) return 'left: it is not over, as far as is known';
  if (await hasReported()) return 'left: it reported meanwhile';
  const at = deps.clock.now();
  const { tracker, ticketId, status } = run;
  await deps.timers.set({ kind: 'check-run', dueAt: at, tracker, ticketId, runId });
  const failure = runFailure('workflow_run_ended');
  return deps.runs.end(runId, { status: 'failed', failure, at, verdict: { on: status } });
}

/** The run's timer asks again what cannot be said now. */
async function isOver({ executor }: AdvanceRunDeps, run: Run, workflowRunId: string): Promise<boolean> {
  try {
    return (await executor.state(run, workflowRunId)) === 'ended';
  } catch (error) {
    if (error instanceof ServiceUnavailable || error instanceof RepositoryRefusal) return false;
    throw error;
  }
}
