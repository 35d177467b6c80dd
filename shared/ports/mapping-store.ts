import type { ProjectMapping, Suspension } from '../domain/mapping.ts';
import type { RunnerDrift } from '../domain/runner-seen.ts';

export interface MappingStore {
  /** By name. */
  all(): Promise<ProjectMapping[]>;
  read(mappingId: string): Promise<ProjectMapping | undefined>;
  /** Writes if the one that stands has version `mapping.version` (0: if there is none), and counts it up. */
  save(mapping: ProjectMapping): Promise<{ outcome: 'saved'; mapping: ProjectMapping } | { outcome: 'stale' }>;
  /**
   * Holds a mapping whose repository refused a run at `at`, until an admin resumes or saves it. One that is held already, is gone,
   * or was changed then or later, is left as it is. One write, harmless when repeated.
   */
  suspend(mappingId: string, suspension: Suspension): Promise<void>;
  /**
   * Writes what we learned of its repository, and whether it is held still, if the version that stands is `mapping.version`, and
   * counts it up; nothing else of it is touched.
   */
  noteRepository(mapping: NotedRepository): Promise<'noted' | 'stale'>;
  /** Notes who pays for the model of its runs, where that is news; nothing else of it is touched. */
  noteSubscription(mappingId: string, isSubscription: boolean): Promise<void>;
  /** Notes which runner a run told of, unless one that started later did: that of this deployment takes the note off. */
  noteRunner(mappingId: string, runner: RunnerDrift): Promise<void>;
  /** Removes the version that was read; a mapping that is gone counts as removed. */
  remove(mapping: ProjectMapping): Promise<'removed' | 'stale'>;
}

type NotedRepository = Pick<
  ProjectMapping,
  'mappingId' | 'version' | 'owner' | 'repo' | 'repositoryId' | 'suspended' | 'updatedAt'
>;
