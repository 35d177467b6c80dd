import type { Run } from '../../domain/run.ts';
import type { Executor } from '../../ports/executor.ts';

/**
 * Lets runs of executor `local` execute on the server at `localUrl`, and all others on `other`. Empty: there is no such
 * server. Its client is loaded when first used, since where it is deployed it never is.
 */
export function withChildProcesses(other: Executor, localUrl: string): Executor {
  const local = async () =>
    localUrl === ''
      ? absentExecutor
      : (await import('./child-process-executor.ts')).childProcessExecutor({ baseUrl: localUrl });
  const of = async (run: Run) => (run.executor === 'local' ? local() : other);
  return {
    dispatch: async (run, request) => (await of(run)).dispatch(run, request),
    find: async (run) => (await of(run)).find(run),
    cancel: async (run, workflowRunId) => (await of(run)).cancel(run, workflowRunId),
    state: async (run, workflowRunId) => (await of(run)).state(run, workflowRunId),
  };
}

const absentExecutor: Executor = {
  dispatch: async () => ({
    outcome: 'refused',
    concerns: 'mapping',
    code: 'executor_missing',
    reason: 'Runs cannot execute locally in this deployment. Choose another executor for the mapping.',
  }),
  find: async () => [],
  cancel: async () => {},
  state: async () => 'gone',
};
