import type { RunRequest } from '../contract/runner.ts';
import type { FailureCodeOf } from '../domain/failures/failures.ts';
import type { Run } from '../domain/run.ts';
import type { Instant } from '../domain/time.ts';

/** Where a run executes, as a reference to what it started there. */
export interface Execution {
  workflowRunId: string;
  url: string;
}

/**
 * - `unanswered`: the order may or may not have had its effect (time-out, 5xx, an answer without details).
 * - `refused`: it had none and repeating it as it is will not help; `mapping` when the repository refuses every run
 *   (workflow missing, App not installed, branch missing), `ticket` when this order is at fault. `code` where more is known than
 *   that.
 * - `deferred`: it had none (a rate limit, or no token could be had); again after `retryAt`. `reason`, for the log, where it is
 *   something that people have to mend.
 */
export type DispatchOutcome =
  | ({ outcome: 'dispatched' } & Execution)
  | { outcome: 'unanswered' }
  | { outcome: 'refused'; concerns: 'mapping'; code?: FailureCodeOf<'mapping'>; reason: string }
  | { outcome: 'refused'; concerns: 'ticket'; code?: FailureCodeOf<'substance'>; reason: string }
  | { outcome: 'deferred'; retryAt: Instant; reason?: string };

/** `ended`: with what GitHub calls the conclusion, where the executor has one. */
export type ExecutionState = 'queued' | 'in_progress' | 'gone' | { ended: string | undefined };

/**
 * All but `dispatch` throw `ServiceUnavailable` when the executor cannot answer, and `RepositoryRefusal` when it never will as things
 * stand.
 */
export interface Executor {
  dispatch(run: Run, request: RunRequest): Promise<DispatchOutcome>;
  /** What runs under the name of this run; may lag behind, so an empty answer proves nothing. */
  find(run: Run): Promise<Execution[]>;
  /** Asks to stop one execution of this run; one that is over or gone is no error. */
  cancel(run: Run, workflowRunId: string): Promise<void>;
  /** The job of the execution that is in progress, the newest of several; undefined while all that are left wait for machines. */
  job(run: Run, workflowRunId: string): Promise<{ startedAt: Instant } | undefined>;
  /** How the execution bound to this run fares. */
  state(run: Run, workflowRunId: string): Promise<ExecutionState>;
}
