import { EXECUTORS, type ExecutorName } from '../../../shared/domain/mapping.ts';

/** The executors of this deployment; `local` where there is a server for it. */
export function availableExecutors(localUrl: string): ExecutorName[] {
  return EXECUTORS.filter((name) => name !== 'local' || localUrl !== '');
}
