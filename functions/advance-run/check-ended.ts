import { RepositoryRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { executionEnd } from '../../shared/domain/execution-end.ts';
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
  const state = await stateOf(deps, run, run.workflowRunId);
  if (typeof state !== 'object') return 'left: it is not over, as far as is known';
  if (await hasReported()) return 'left: it reported meanwhile';
  const at = deps.clock.now();
  const { tracker, ticketId, status } = run;
  await deps.timers.set({ kind: 'check-run', dueAt: at, tracker, ticketId, runId });
  const failure = executionEnd(run, state.ended);
  return deps.runs.end(runId, { status: 'failed', failure, at, verdict: { on: status } });
}

/** Undefined where that cannot be said now: the run's timer asks again. */
async function stateOf({ executor }: AdvanceRunDeps, run: Run, workflowRunId: string) {
  try {
    return await executor.state(run, workflowRunId);
  } catch (error) {
    if (error instanceof ServiceUnavailable || error instanceof RepositoryRefusal) return undefined;
    throw error;
  }
}
