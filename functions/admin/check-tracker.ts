import type { TrackerCheck } from '../../shared/contract/tracker-check.ts';
import type { AdminDeps } from './admin-deps.ts';
import { askTracker } from './ask-tracker.ts';
import { checkScope } from './check-scope.ts';
import { readMapping } from './read-mapping.ts';

/** What the tracker of a mapping says to it now: Jira to its scope, Linear to our labels in its team; missing ones it makes itself. */
export async function checkTracker(
  deps: Pick<AdminDeps, 'mappings' | 'trackers'>,
  { mappingId }: { mappingId: string },
): Promise<TrackerCheck> {
  const mapping = await readMapping(deps, mappingId);
  if (mapping.tracker === 'jira') return checkScope(deps, mapping);
  return askTracker(deps, 'linear', (linear) => linear.checkLabels(mapping.teamKey));
}
