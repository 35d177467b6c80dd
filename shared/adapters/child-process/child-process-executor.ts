import type * as z from 'zod';
import {
  ChildProcessExecution,
  ChildProcessExecutions,
  ExecutionRefusal,
} from '../../contract/child-process-executor.ts';
import type { RunRequest } from '../../contract/runner.ts';
import { ServiceUnavailable } from '../../domain/errors.ts';
import { type Run, workflowRunName } from '../../domain/run.ts';
import { instant, MINUTE_MS, SECOND_MS } from '../../domain/time.ts';
import type { DispatchOutcome, Execution, ExecutionState, Executor } from '../../ports/executor.ts';

export interface ChildProcessExecutorSettings {
  /** The loopback server that starts the processes, without a trailing slash. */
  baseUrl: string;
  /** For each request. @default 10 s */
  timeoutMs?: number;
  /** Epoch milliseconds. @default Date.now */
  now?: () => number;
}

/** Runs execute as child processes on this machine; on a laptop only. */
export function childProcessExecutor({
  baseUrl,
  timeoutMs = 10_000,
  now = Date.now,
}: ChildProcessExecutorSettings): Executor {
  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${baseUrl}${path}`, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  return {
    dispatch: (run, request) => dispatch(send, now, run, request),
    async find(run) {
      const answer = await answered(send(`/executions?name=${encodeURIComponent(workflowRunName(run))}`));
      return (await read(ChildProcessExecutions, answer)).executions.map(executionOf);
    },
    async cancel(_run, workflowRunId) {
      await answered(send(`${pathOf(workflowRunId)}/cancel`, { method: 'POST' }));
    },
    // A process runs from its first moment on: nothing waits for a machine.
    async job(run, workflowRunId) {
      const isWorking = (await stateOf(send, workflowRunId)) === 'in_progress';
      return isWorking ? { startedAt: run.startedAt ?? run.reservedAt } : undefined;
    },
    state: (_run, workflowRunId) => stateOf(send, workflowRunId),
  };
}

async function stateOf(send: Send, workflowRunId: string): Promise<ExecutionState> {
  const answer = await answered(send(pathOf(workflowRunId)));
  if (answer.status === 404) return 'gone';
  const { state } = await read(ChildProcessExecution, answer);
  return state === 'ended' ? { ended: undefined } : state;
}

type Send = (path: string, init?: RequestInit) => Promise<Response>;

const pathOf = (workflowRunId: string) => `/executions/${encodeURIComponent(workflowRunId)}`;

function executionOf({ executionId, url }: ChildProcessExecution): Execution {
  return { workflowRunId: executionId, url };
}

async function dispatch(send: Send, now: () => number, run: Run, request: RunRequest): Promise<DispatchOutcome> {
  const body = JSON.stringify({ name: workflowRunName(run), request });
  const answer = await send('/executions', { method: 'POST', body }).catch(() => undefined);
  if (answer === undefined || answer.status >= 500) return { outcome: 'unanswered' };
  if (answer.status === 429) {
    const seconds = Number(answer.headers.get('retry-after'));
    return { outcome: 'deferred', retryAt: instant(now() + (seconds > 0 ? seconds * SECOND_MS : MINUTE_MS)) };
  }
  const content: unknown = await answer.json().catch(() => undefined);
  const started = ChildProcessExecution.safeParse(content);
  if (started.success) return { outcome: 'dispatched', ...executionOf(started.data) };
  const refusal = ExecutionRefusal.safeParse(content);
  if (!refusal.success) return { outcome: 'unanswered' };
  return { outcome: 'refused', concerns: 'mapping', reason: refusal.data.reason };
}

/** What is not there is an answer too. */
async function answered(sent: Promise<Response>): Promise<Response> {
  const answer = await sent.catch(() => undefined);
  if (answer !== undefined && (answer.ok || answer.status === 404)) return answer;
  throw new ServiceUnavailable('local-executor', 'outage', answer === undefined ? 'no answer' : `${answer.status}`);
}

async function read<Schema extends z.ZodType>(schema: Schema, answer: Response): Promise<z.infer<Schema>> {
  const parsed = schema.safeParse(await answer.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  throw new ServiceUnavailable('local-executor', 'outage', 'an answer of unknown form');
}
