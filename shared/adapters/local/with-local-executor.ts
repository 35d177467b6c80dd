import type { Run } from '../../domain/run.ts';
import type { Executor } from '../../ports/executor.ts';
import { localExecutor } from './local-executor.ts';

/** Lets runs of executor `local` execute on the server at `localUrl`, and all others on `other`. Empty: there is no such server. */
export function withLocalExecutor(other: Executor, localUrl: string): Executor {
  const local = localUrl === '' ? absentExecutor : localExecutor({ baseUrl: localUrl });
  const of = (run: Run) => (run.executor === 'local' ? local : other);
  return {
    dispatch: (run, request) => of(run).dispatch(run, request),
    find: (run) => of(run).find(run),
    cancel: (run, workflowRunId) => of(run).cancel(run, workflowRunId),
    state: (run, workflowRunId) => of(run).state(run, workflowRunId),
  };
}

const absentExecutor: Executor = {
  dispatch: async () => ({
    outcome: 'refused',
    concerns: 'mapping',
    reason: 'Runs cannot execute locally in this deployment. Choose another executor for the mapping.',
  }),
  find: async () => [],
  cancel: async () => {},
  state: async () => 'gone',
};
