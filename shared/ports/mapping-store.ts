import type { ProjectMapping } from '../domain/mapping.ts';

export interface MappingStore {
  /** By name. */
  all(): Promise<ProjectMapping[]>;
  read(mappingId: string): Promise<ProjectMapping | undefined>;
  /** Writes if the one that stands has version `mapping.version` (0: if there is none), and counts it up. */
  save(mapping: ProjectMapping): Promise<{ outcome: 'saved'; mapping: ProjectMapping } | { outcome: 'stale' }>;
  /** Removes the version that was read; a mapping that is gone counts as removed. */
  remove(mapping: ProjectMapping): Promise<'removed' | 'stale'>;
}
