import { bucketIdOf, type ProjectMapping } from '../../../shared/domain/mapping.ts';
import type { AdminDeps } from '../admin-deps.ts';

/** Brings the bucket and all mappings that share it to the limit of this one: on Linear a team has one capacity. */
export async function shareLimit(
  deps: Pick<AdminDeps, 'mappings' | 'buckets' | 'clock'>,
  mapping: ProjectMapping,
): Promise<void> {
  const bucketId = bucketIdOf(mapping);
  const { tracker, maxInProgress, mappingId } = mapping;
  await deps.buckets.saveLimit({ bucketId, tracker, limit: maxInProgress });
  const sharing = (await deps.mappings.all()).filter(
    (other) => other.mappingId !== mappingId && bucketIdOf(other) === bucketId && other.maxInProgress !== maxInProgress,
  );
  for (const other of sharing) {
    // The bucket's limit is what counts; a sharer that somebody edits at this moment shows it after its next save.
    await deps.mappings.save({ ...other, maxInProgress, updatedAt: deps.clock.now() });
  }
}
