import { scopeChecks } from '../../../shared/checks/scope-checks.ts';
import type { TrackerCheck } from '../../../shared/contract/tracker-check.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { showAgain } from '../tickets/show-again.ts';
import { askTracker } from './ask-tracker.ts';
import { readMapping } from './read-mapping.ts';

/** What the tracker of a mapping says to its scope now. Where all is well, markers that were refused are tried again. */
export async function checkTracker(
  deps: Pick<AdminDeps, 'mappings' | 'trackers' | 'tickets' | 'timers' | 'clock'>,
  { mappingId }: { mappingId: string },
): Promise<TrackerCheck> {
  const mapping = await readMapping(deps, mappingId);
  const checks = scopeChecks(mapping, await askTracker(deps, mapping.tracker, (tracker) => tracker.check(mapping)));
  if (checks.every(({ verdict }) => verdict === 'ok')) await showAgain(deps, mapping);
  return { checks };
}
