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
  const { refused, ...check } = await askTracker(deps, mapping.tracker, (tracker) => tracker.check(mapping));
  const problems = [...refused, ...check.problems];
  if (problems.length === 0 && check.missingValues.length === 0) await showAgain(deps, mapping);
  return { ...check, problems };
}
