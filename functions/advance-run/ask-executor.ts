import { RepositoryRefusal } from '../../shared/domain/errors.ts';
import { DISPATCH_FAILURES } from '../../shared/domain/failures/dispatch-failures.ts';
import type { Run, RunFailure } from '../../shared/domain/run.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

/**
 * Where nothing can be stopped, nobody is asked again: the gate keeps the execution from our work. One whose order was never answered
 * is looked for by its name.
 */
export async function stop(deps: Pick<AdvanceRunDeps, 'executor'>, run: Run): Promise<void> {
  const { workflowRunId, dispatchesTaken } = run;
  const known = workflowRunId === undefined ? [] : [{ workflowRunId }];
  const isOrdered = workflowRunId === undefined && dispatchesTaken > 0;
  const found = isOrdered ? await unlessRefused(deps.executor.find(run)) : known;
  if (found instanceof RepositoryRefusal) return;
  for (const execution of found) await unlessRefused(deps.executor.cancel(run, execution.workflowRunId));
}

/** The answer, or why the repository refuses one for good. */
export async function unlessRefused<T>(asked: Promise<T>): Promise<T | RepositoryRefusal> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RepositoryRefusal) return error;
    throw error;
  }
}

export const refusedBy = (refusal: RepositoryRefusal) => ({ status: 'failed', failure: failureOf(refusal) }) as const;

export function failureOf({ code, message }: RepositoryRefusal): RunFailure {
  return { kind: DISPATCH_FAILURES[code].kind, code, reason: message };
}
