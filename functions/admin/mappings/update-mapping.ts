import type { MappingChange } from '../../../shared/contract/mapping-input.ts';
import type { MappingView } from '../../../shared/contract/mapping-record.ts';
import { isSameRepository } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { bucketIdOf, type ProjectMapping } from '../../../shared/domain/mapping.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { showAgain } from '../tickets/show-again.ts';
import { auditMapping } from './audit-mapping.ts';
import { checkMapping } from './check-mapping.ts';
import { readMapping } from './read-mapping.ts';
import { saveMapping } from './save-mapping.ts';
import { shareLimit } from './share-limit.ts';

type Deps = Pick<
  AdminDeps,
  'mappings' | 'buckets' | 'audit' | 'caller' | 'clock' | 'ids' | 'executors' | 'trackers' | 'tickets' | 'timers'
>;

/** Replaces the settings of a mapping. Saving says that its trouble is over, so a suspension ends. */
export async function updateMapping(
  deps: Deps,
  input: { mappingId: string; change: MappingChange },
): Promise<MappingView> {
  const standing = await readMapping(deps, input.mappingId);
  const others = (await deps.mappings.all()).filter((other) => other.mappingId !== standing.mappingId);
  const { version, ...settings } = input.change;
  const served = await checkMapping(deps, settings, others);
  const { mappingId, paused, stopId, isSubscription, createdAt, updatedAt } = standing;
  const { repositoryId, runner } = isSameRepository(standing, served) ? standing : {};
  const ofRepository = { repositoryId, runner };
  const changed = {
    ...served,
    ...ofRepository,
    mappingId,
    isSubscription,
    paused,
    stopId,
    createdAt,
    updatedAt,
    version,
  };
  const { tracker, maxInProgress: limit } = changed;
  const bucketId = bucketIdOf(changed);
  // First the bucket that it moves to: a mapping without one would never run anything.
  if (version === standing.version && bucketId !== bucketIdOf(standing))
    await deps.buckets.saveLimit({ bucketId, tracker, limit });
  const saved = await saveMapping(deps, changed);
  await shareLimit(deps, saved);
  await showAgain(deps, saved);
  await auditMapping(deps, 'mapping_changed', saved, changedFields(standing, saved));
  return saved;
}

function changedFields(before: ProjectMapping, after: ProjectMapping): string[] {
  const [old, changed]: Record<string, unknown>[] = [{ ...before }, { ...after }];
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  fields.delete('version');
  fields.delete('updatedAt');
  return [...fields].filter((field) => JSON.stringify(old?.[field]) !== JSON.stringify(changed?.[field]));
}
