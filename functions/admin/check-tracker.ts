import type { TrackerCheck } from '../../shared/contract/tracker-check.ts';
import type { AdminDeps } from './admin-deps.ts';
import { checkScope } from './check-scope.ts';
import { readMapping } from './read-mapping.ts';

/** What the tracker of a mapping says to it now; Linear has nothing to refuse, and makes missing labels itself. */
export async function checkTracker(
  deps: Pick<AdminDeps, 'mappings' | 'trackers'>,
  { mappingId }: { mappingId: string },
): Promise<TrackerCheck> {
  const mapping = await readMapping(deps, mappingId);
  return mapping.tracker === 'jira' ? checkScope(deps, mapping) : { problems: [], missingValues: [] };
}
