import type { MappingInput } from '../../../shared/contract/mapping-input.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { bucketIdOf, type MappingSettings, type ProjectMapping } from '../../../shared/domain/mapping.ts';
import { isSameScope, rulesOf, type TrackerScope } from '../../../shared/domain/trackers/trackers.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { askTracker, requireTracker } from './ask-tracker.ts';

const DEFAULT_LIMIT = 3;

/** A mapping as people set it, complete. */
export type ServedMapping = TrackerScope & MappingSettings;

/**
 * Refuses what is well-formed but cannot be served: an executor or a tracker that this deployment does not have, a scope that is
 * taken, or one that its tracker will not search.
 */
export async function checkMapping(
  deps: Pick<AdminDeps, 'executors' | 'trackers'>,
  input: MappingInput,
  others: readonly ProjectMapping[],
): Promise<ServedMapping> {
  const executor = deps.executors.find((available) => available === input.executor);
  if (executor === undefined) {
    throw new AppError(
      'executor_unavailable',
      `runs cannot execute on ${input.executor} here; choose ${deps.executors.join(' or ')}`,
    );
  }
  requireTracker(deps, input.tracker);
  await checkScope(deps, input, others);
  const served = { ...input, executor };
  return { ...served, maxInProgress: input.maxInProgress ?? sharedLimit(served, others) ?? DEFAULT_LIMIT };
}

async function checkScope(
  deps: Pick<AdminDeps, 'trackers'>,
  scope: TrackerScope,
  others: readonly ProjectMapping[],
): Promise<void> {
  const { words } = rulesOf(scope);
  const rival = others.find((other) => isSameScope(other, scope));
  if (rival !== undefined)
    throw new AppError('ambiguous_mapping', `the mapping "${rival.name}" covers ${words.sameScope}`);
  // Only the tracker can tell whether it will look there.
  const { refused } = await askTracker(deps, scope.tracker, (tracker) => tracker.check(scope));
  if (refused.length > 0) throw new AppError('scope_refused', refused.join(' '));
}

/** A bucket has one capacity, whoever shares it. */
function sharedLimit(scope: TrackerScope, others: readonly ProjectMapping[]): number | undefined {
  const bucketId = bucketIdOf({ ...scope, mappingId: '' });
  return others.find((other) => bucketIdOf(other) === bucketId)?.maxInProgress;
}
