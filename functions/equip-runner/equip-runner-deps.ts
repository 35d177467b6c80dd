import type { Clock } from '../../shared/ports/clock.ts';
import type { MachineIdentity } from '../../shared/ports/machine-identity.ts';
import type { RepositoryAccess } from '../../shared/ports/repository-access.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import type { SecretKeys } from '../../shared/ports/run-tokens.ts';
import type { TimerStore } from '../../shared/ports/timer-store.ts';
import type { WorkflowIdentity } from '../../shared/ports/workflow-identity.ts';

export interface EquipRunnerDeps {
  clock: Clock;
  runs: Pick<RunStore, 'read' | 'start' | 'end' | 'readContext' | 'noteRepository'>;
  timers: Pick<TimerStore, 'set'>;
  keys: SecretKeys;
  workflows: WorkflowIdentity;
  /** Absent where no run executes on Fly. */
  machines: MachineIdentity | undefined;
  repositories: RepositoryAccess;
  /** Whether this is a laptop: the one place where runs execute without GitHub's word for them. */
  hasLocalExecutor: boolean;
  /** Of the runner that repositories are given. */
  runnerSha256: string;
}
