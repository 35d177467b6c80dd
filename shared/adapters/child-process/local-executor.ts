import type { Executor } from '../../ports/executor.ts';
import { childProcessExecutor } from './child-process-executor.ts';

/** Executor `local` by its server at `localUrl`; empty where there is none, and there every run is refused. */
export function localExecutor(localUrl: string): Executor {
  return localUrl === '' ? ABSENT : childProcessExecutor({ baseUrl: localUrl });
}

const ABSENT: Executor = {
  dispatch: async () => ({
    outcome: 'refused',
    concerns: 'mapping',
    code: 'executor_missing',
    reason: 'Runs cannot execute locally in this deployment. Choose another executor for the mapping.',
  }),
  find: async () => [],
  cancel: async () => {},
  job: async () => undefined,
  state: async () => 'gone',
};
