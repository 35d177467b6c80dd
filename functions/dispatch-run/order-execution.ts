import type { RunContext } from '../../shared/contract/runner.ts';
import { RepositoryRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { Run, RunFailure } from '../../shared/domain/run.ts';
import { plus, SECOND_MS } from '../../shared/domain/time.ts';
import type { DispatchOutcome, Execution } from '../../shared/ports/executor.ts';
import { describeRequest } from './describe-request.ts';
import type { DispatchRunDeps } from './dispatch-run-deps.ts';

/**
 * Orders the execution of a run whose lease we hold, unless somebody wants it cancelled, and binds what was started. After a lost answer nobody dispatches
 * at once: the run's timer looks for what may have been started.
 */
export async function orderExecution(deps: DispatchRunDeps, run: Run, context: RunContext): Promise<string> {
  const request = await describeRequest(deps, run, context);
  const wish = (await deps.runs.read(run.runId))?.cancelWish;
  if (wish !== undefined) return (await import('./end-unwanted.ts')).endUnwanted(deps, run, wish);
  const ordered = await deps.executor.dispatch(run, request);
  switch (ordered.outcome) {
    case 'dispatched':
      return bindExecution(deps, run, ordered);
    case 'unanswered':
      return 'dispatched: the answer was lost';
    case 'deferred':
      return deferDispatch(deps, run, ordered);
    case 'refused':
      return failRun(deps, run, ordered);
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

/** Gives the order back: another one is allowed from then on. */
export async function deferDispatch(
  deps: DispatchRunDeps,
  run: Run,
  { retryAt, reason }: Omit<Extract<DispatchOutcome, { outcome: 'deferred' }>, 'outcome'>,
): Promise<string> {
  const now = deps.clock.now();
  const dueAt = retryAt > now ? retryAt : plus(now, SECOND_MS);
  if (run.leaseUntil !== undefined)
    await deps.runs.giveDispatchBack(run.runId, { held: run.leaseUntil, notBefore: dueAt });
  await deps.timers.set({ kind: 'check-run', dueAt, tracker: run.tracker, ticketId: run.ticketId, runId: run.runId });
  return `deferred until ${dueAt}${reason === undefined ? '' : `: ${reason}`}`;
}

/** Ends a run that the executor refuses; when that concerns the whole repository, its mapping is suspended first. */
export async function failRun(
  deps: DispatchRunDeps,
  run: Run,
  refusal: Omit<Extract<DispatchOutcome, { outcome: 'refused' }>, 'outcome'>,
): Promise<string> {
  const isMapping = refusal.concerns === 'mapping';
  const code = refusal.code ?? (isMapping ? 'repository_refuses_runs' : 'run_refused');
  if (isMapping) await deps.mappings.suspend(run.mappingId, { code, reason: refusal.reason, at: deps.clock.now() });
  // As the table says of these codes. It is not asked: with the words of all failures it would be a fifth of this function's own code.
  const failure: RunFailure = { kind: isMapping ? 'mapping' : 'substance', code, reason: refusal.reason };
  const verdict = { on: 'reserved', heldLease: run.leaseUntil } as const;
  const ended = await deps.runs.end(run.runId, { status: 'failed', at: deps.clock.now(), failure, verdict });
  if (ended === 'moved_on') return 'refused by the executor: an earlier order is at work';
  await deps.lifecycle.send({ type: 'RunEnded', tracker: run.tracker, ticketId: run.ticketId, runId: run.runId });
  return `refused by the executor: ${refusal.concerns}`;
}
