import type { RunContext } from '../../shared/contract/runner.ts';
import { RepositoryRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { Run } from '../../shared/domain/run.ts';
import { plus, SECOND_MS } from '../../shared/domain/time.ts';
import type { DispatchOutcome, Execution } from '../../shared/ports/executor.ts';
import { describeRequest } from './describe-request.ts';
import type { DispatchRunDeps } from './dispatch-run-deps.ts';

/**
 * Orders the execution of a run whose lease we hold, and binds what was started. After a lost answer nobody dispatches
 * at once: the run's timer looks for what may have been started.
 */
export async function orderExecution(deps: DispatchRunDeps, run: Run, context: RunContext): Promise<string> {
  const ordered = await deps.executor.dispatch(run, await describeRequest(deps, run, context));
  switch (ordered.outcome) {
    case 'dispatched':
      return bindExecution(deps, run, ordered);
    case 'unanswered':
      return 'dispatched: the answer was lost';
    case 'deferred':
      return deferDispatch(deps, run, ordered);
    case 'refused':
      // The table of failures is much text, which a run that begins has no use for.
      return (await import('./fail-run.ts')).failRun(deps, run, ordered);
  }
}

async function bindExecution(deps: DispatchRunDeps, run: Run, execution: Execution): Promise<string> {
  const { workflowRunId, url } = execution;
  const bound = await deps.runs.bind(run.runId, { workflowRunId, url, at: deps.clock.now() });
  if (bound === 'bound') return 'dispatched';
  await cancelSurplus(deps, run, workflowRunId);
  return 'dispatched: surplus, cancelled';
}

/** The gate holds a surplus execution back anyway; cancelling only spares its start. */
async function cancelSurplus(deps: DispatchRunDeps, run: Run, workflowRunId: string): Promise<void> {
  try {
    await deps.executor.cancel(run, workflowRunId);
  } catch (error) {
    if (!(error instanceof ServiceUnavailable || error instanceof RepositoryRefusal)) throw error;
  }
}

async function deferDispatch(
  deps: DispatchRunDeps,
  run: Run,
  { retryAt, reason }: Extract<DispatchOutcome, { outcome: 'deferred' }>,
): Promise<string> {
  const now = deps.clock.now();
  const dueAt = retryAt > now ? retryAt : plus(now, SECOND_MS);
  if (run.leaseUntil !== undefined)
    await deps.runs.giveDispatchBack(run.runId, { held: run.leaseUntil, notBefore: dueAt });
  await deps.timers.set({ kind: 'check-run', dueAt, tracker: run.tracker, ticketId: run.ticketId, runId: run.runId });
  return `deferred until ${dueAt}${reason === undefined ? '' : `: ${reason}`}`;
}
