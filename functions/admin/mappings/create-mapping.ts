import type { MappingInput } from '../../../shared/contract/mapping-input.ts';
import type { MappingView } from '../../../shared/contract/mapping-record.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { bucketIdOf } from '../../../shared/domain/mapping.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { auditMapping } from './audit-mapping.ts';
import { checkMapping } from './check-mapping.ts';
import { shareLimit } from './share-limit.ts';

type Deps = Pick<AdminDeps, 'mappings' | 'buckets' | 'audit' | 'caller' | 'clock' | 'ids' | 'executors' | 'trackers'>;

/** Joins a team to a repository, and makes the bucket of the team. */
export async function createMapping(deps: Deps, input: MappingInput): Promise<MappingView> {
  const served = await checkMapping(deps, input, await deps.mappings.all());
  const now = deps.clock.now();
  const mappingId = deps.ids.ulid();
  // First the bucket: one without a mapping does no harm, but a mapping without a bucket would never run anything.
  const bucket = {
    bucketId: bucketIdOf({ ...served, mappingId }),
    tracker: served.tracker,
    limit: served.maxInProgress,
  };
  await deps.buckets.saveLimit(bucket);
  const mapping = { ...served, mappingId, paused: false, version: 0, createdAt: now, updatedAt: now };
  const written = await deps.mappings.save(mapping);
  if (written.outcome === 'stale') throw new AppError('conflicting_change', 'the mapping exists already');
  await shareLimit(deps, written.mapping);
  await auditMapping(deps, 'mapping_created', written.mapping);
  return written.mapping;
}
