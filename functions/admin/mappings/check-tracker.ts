import type { TrackerCheck } from '../../../shared/contract/tracker-check.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { showAgain } from '../tickets/show-again.ts';
import { askTracker } from './ask-tracker.ts';
import { checkScope } from './check-scope.ts';
import { readMapping } from './read-mapping.ts';

/** What the tracker of a mapping says to it now: Jira to its scope, Linear to our labels in its team; missing ones it makes itself. Where all is well, markers that were refused are tried again. */
export async function checkTracker(
  deps: Pick<AdminDeps, 'mappings' | 'trackers' | 'tickets' | 'timers' | 'clock'>,
  { mappingId }: { mappingId: string },
): Promise<TrackerCheck> {
  const mapping = await readMapping(deps, mappingId);
  const check =
    mapping.tracker === 'jira'
      ? await checkScope(deps, mapping)
      : await askTracker(deps, 'linear', (linear) => linear.checkLabels(mapping.teamKey));
  if (check.problems.length === 0 && check.missingValues.length === 0) await showAgain(deps, mapping);
  return check;
}
