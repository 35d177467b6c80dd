import type { Clock } from '../../shared/ports/clock.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import type { SecretKeys } from '../../shared/ports/run-tokens.ts';
import type { LifecycleQueue } from '../../shared/ports/work-queue.ts';

export interface RunnerCallbackDeps {
  clock: Clock;
  runs: Pick<RunStore, 'read' | 'putReport' | 'markReported' | 'noteStep' | 'beat' | 'notePullRequest'>;
  lifecycle: LifecycleQueue;
  keys: SecretKeys;
  /** Where GitHub shows pull requests, without a trailing slash. */
  githubWebUrl: string;
}
