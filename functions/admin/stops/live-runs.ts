import { isLive, type Run } from '../../../shared/domain/run.ts';
import type { Orphan } from '../../../shared/domain/tombstone.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { eachAtOnce } from './wish-cancel.ts';

type Deps = Pick<AdminDeps, 'runs' | 'buckets' | 'clock'>;

export interface LiveRuns {
  runs: Run[];
  /** Slots whose run is about to be written, or was lost. */
  orphans: Omit<Orphan, 'record'>[];
}

/**
 * Every run that is live, by the slots that they hold, which are read consistently, where an index may not show the newest yet; and
 * those that the index alone shows.
 */
export async function liveRuns(deps: Deps): Promise<LiveRuns> {
  const named = await eachAtOnce(await deps.buckets.all(), async ({ bucketId }) => deps.buckets.read(bucketId));
  const slots = named.flatMap((bucket) =>
    bucket === undefined ? [] : Object.entries(bucket.slots).map(([ticketId, slot]) => ({ bucket, ticketId, slot })),
  );
  const held = await eachAtOnce(slots, async (place) => ({ ...place, run: await deps.runs.read(place.slot.runId) }));
  const open = await eachAtOnce(await deps.runs.open(), async ({ runId }) => deps.runs.read(runId));
  const found = [...held.map(({ run }) => run), ...open].flatMap((run) => run ?? []);
  const live = new Map(found.filter(({ status }) => isLive(status)).map((run) => [run.runId, run]));
  const now = deps.clock.now();
  const orphans = held.flatMap(({ run, ...place }) => (run === undefined ? [{ ...place, now }] : []));
  return { runs: [...live.values()], orphans };
}
