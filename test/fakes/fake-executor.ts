import type { RunRequest } from '../../shared/contract/runner.ts';
import { elapsedMs, type Instant } from '../../shared/domain/time.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { DispatchOutcome, ExecutionState, Executor } from '../../shared/ports/executor.ts';
import { type Faults, faults } from './faults.ts';

/** What the executor really started. */
export interface FakeExecution {
  workflowRunId: string;
  url: string;
  runId: string;
  request: RunRequest;
  createdAt: Instant;
  /** When its newest job began; it waits for a machine while it has none in progress. */
  job?: { startedAt: Instant } | 'waits' | undefined;
  state: 'queued' | 'in_progress' | 'ended' | 'gone';
  /** With which it ended, where that is known. */
  conclusion?: string | undefined;
  isCancelled: boolean;
}

export interface FakeExecutor extends Executor {
  faults: Pick<Faults, 'failOnce' | 'loseAnswerOnce' | 'goDown' | 'comeUp'>;
  executions: FakeExecution[];
  /** Orders that were asked for, those without effect included. */
  orders: number;
  /** The next order has no effect and is answered so. */
  refuseOnce(outcome: Extract<DispatchOutcome, { outcome: 'refused' | 'deferred' }>): void;
  /** `find` shows an execution this long after it was created; in milliseconds. */
  listingLagMs: number;
}

/**
 * An executor in memory. An order that fails or loses its answer is `unanswered`, as with a real one; the other
 * methods throw.
 */
export function fakeExecutor(clock: Clock): FakeExecutor {
  const service = faults('executor');
  const refusals: DispatchOutcome[] = [];
  const executions: FakeExecution[] = [];
  const create = (runId: string, request: RunRequest): DispatchOutcome => {
    const refusal = refusals.shift();
    if (refusal !== undefined) return refusal;
    const workflowRunId = String(9000 + executions.length);
    const url = `https://executor.test/runs/${workflowRunId}`;
    const createdAt = clock.now();
    executions.push({ workflowRunId, url, runId, request, createdAt, state: 'queued', isCancelled: false });
    return { outcome: 'dispatched', workflowRunId, url };
  };
  const named = (workflowRunId: string) => executions.find((execution) => execution.workflowRunId === workflowRunId);
  const fake: FakeExecutor = {
    faults: service,
    executions,
    orders: 0,
    listingLagMs: 0,
    refuseOnce: (outcome) => void refusals.push(outcome),
    async dispatch(run, request) {
      fake.orders += 1;
      return service.around('dispatch', () => create(run.runId, request)).catch(() => ({ outcome: 'unanswered' }));
    },
    find: (run) =>
      service.around('find', () =>
        executions
          .filter((e) => e.runId === run.runId && elapsedMs(e.createdAt, clock.now()) >= fake.listingLagMs)
          .map(({ workflowRunId, url }) => ({ workflowRunId, url })),
      ),
    job: (_run, workflowRunId) => service.around('job', () => jobOf(named(workflowRunId))),
    cancel: (_run, workflowRunId) => service.around('cancel', () => cancel(named(workflowRunId))),
    state: (_run, workflowRunId) => service.around('state', () => stateOf(named(workflowRunId))),
  };
  return fake;
}

function jobOf(execution: FakeExecution | undefined): { startedAt: Instant } | undefined {
  if (execution?.state !== 'in_progress' || execution.job === 'waits') return undefined;
  return execution.job ?? { startedAt: execution.createdAt };
}

function stateOf(execution: FakeExecution | undefined): ExecutionState {
  if (execution === undefined) return 'gone';
  return execution.state === 'ended' ? { ended: execution.conclusion } : execution.state;
}

function cancel(execution: FakeExecution | undefined): void {
  if (execution === undefined || execution.state === 'ended') return;
  execution.state = 'ended';
  execution.isCancelled = true;
}
