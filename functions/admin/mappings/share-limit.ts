import { bucketIdOf, type ProjectMapping } from '../../../shared/domain/mapping.ts';
import type { AdminDeps } from '../admin-deps.ts';

type Deps = Pick<AdminDeps, 'mappings' | 'buckets' | 'clock'>;

const TRIES = 5;

/**
 * Brings the bucket to the limit of this mapping, and all that share it to the bucket: on Linear a team has one capacity. Of
 * two that are saved at once the bucket knows the last, so each reads there what to tell the mappings, its own included.
 */
export async function shareLimit(deps: Deps, mapping: ProjectMapping): Promise<void> {
  const bucketId = bucketIdOf(mapping);
  const { tracker, maxInProgress: limit } = mapping;
  await deps.buckets.saveLimit({ bucketId, tracker, limit });
  for (let attempt = 1; attempt <= TRIES; attempt += 1) if (await isShared(deps, bucketId)) return;
}

/** Whether all that share the bucket had its limit already; those that had not are brought to it. */
async function isShared(deps: Deps, bucketId: string): Promise<boolean> {
  const all = await deps.mappings.all();
  const limit = (await deps.buckets.read(bucketId))?.limit;
  const others = all.filter((one) => bucketIdOf(one) === bucketId && one.maxInProgress !== limit);
  if (limit === undefined || others.length === 0) return true;
  for (const other of others) await deps.mappings.save({ ...other, maxInProgress: limit, updatedAt: deps.clock.now() });
  return false;
}
