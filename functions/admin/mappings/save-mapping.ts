import { AppError } from '../../../shared/domain/errors.ts';
import type { ProjectMapping } from '../../../shared/domain/mapping.ts';
import type { AdminDeps } from '../admin-deps.ts';

/** Saves a mapping as it was read and changed here, unless somebody else saved it in between. */
export async function saveMapping(
  deps: Pick<AdminDeps, 'mappings' | 'clock'>,
  mapping: ProjectMapping,
): Promise<ProjectMapping> {
  const written = await deps.mappings.save({ ...mapping, updatedAt: deps.clock.now() });
  if (written.outcome === 'stale') {
    throw new AppError('conflicting_change', 'somebody else changed this mapping meanwhile; load it again');
  }
  return written.mapping;
}
