import { AppError } from '../../../shared/domain/errors.ts';
import type { Run } from '../../../shared/domain/run.ts';
import type { Stop, StoppedRun } from '../../../shared/domain/stop.ts';
import { tombstoneOf } from '../../../shared/domain/tombstone.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { auditStop } from './audit-stop.ts';
import { holdAll, resumeHeld } from './hold-all.ts';
import { type LiveRuns, liveRuns } from './live-runs.ts';
import { eachAtOnce, type WishDeps, wishCancelAll } from './wish-cancel.ts';

type Deps = WishDeps & Pick<AdminDeps, 'stops' | 'mappings' | 'buckets' | 'tickets' | 'audit' | 'caller' | 'ids'>;

/**
 * Pauses every mapping, and only then cancels what is in flight: whatever takes a slot later finds its mapping paused. What is due
 * stays due, and waits. Pressed again, it goes on where it was cut off, under the same stop.
 */
export async function stopAll(deps: Deps, { reason }: { reason: string }): Promise<{ mappings: number; runs: number }> {
  const standing = await deps.stops.read();
  const stop = standing ?? (await begin(deps, reason));
  const mappings = await holdAll(deps, stop.stopId);
  const { runs, orphans } = await liveRuns(deps);
  const begun = await eachAtOnce(orphans, (orphan) => bury(deps, orphan));
  const wanted = [...runs, ...begun.flatMap((run) => run ?? [])].filter(
    ({ cancelWish }) => cancelWish === undefined || cancelWish.stopId === stop.stopId,
  );
  const { by } = await noteRuns(deps, stop, wanted);
  const wish = { by, askedAt: deps.clock.now(), reason: stop.reason, stopId: stop.stopId };
  const cancelled = await wishCancelAll(deps, wanted, wish);
  const detail = `${mappings} mappings, ${cancelled} runs: ${stop.reason}`;
  await auditStop(deps, { action: 'all_stopped', subject: stop.stopId, detail });
  return { mappings, runs: cancelled };
}

async function begin(deps: Deps, reason: string): Promise<Stop> {
  const stop = { stopId: deps.ids.ulid(), by: deps.caller.name, at: deps.clock.now(), reason, runs: [], version: 0 };
  const written = await deps.stops.write(stop);
  if (written.outcome === 'written') return written.stop;
  throw pressedTwice();
}

/**
 * Which runs are to go on once it is undone; written before anything of them ends. It is written even where there is nothing to add: one that
 * was undone while mappings were paused for it pauses none.
 */
async function noteRuns(deps: Deps, stop: Stop, found: readonly StoppedRun[]): Promise<Stop> {
  const known = new Set(stop.runs.map(({ runId }) => runId));
  const fresh = found.filter(({ runId }) => !known.has(runId));
  const added = fresh.map(({ tracker, ticketId, runId }) => ({ tracker, ticketId, runId }));
  const written = await deps.stops.write({ ...stop, runs: [...stop.runs, ...added] });
  if (written.outcome === 'written') return written.stop;
  if ((await deps.stops.read())?.stopId !== stop.stopId) await resumeHeld(deps, stop.stopId);
  throw pressedTwice();
}

/**
 * A slot whose run is not there yet: none comes any more, and what it was to work on waits, as after a crash of its consumer.
 * Answers the run that came meanwhile.
 */
async function bury(
  deps: Deps,
  { bucket, ticketId, slot, now }: LiveRuns['orphans'][number],
): Promise<Run | undefined> {
  const ref = { tracker: bucket.tracker, ticketId };
  const record = await deps.tickets.read(ref);
  const put = await deps.runs.entomb(tombstoneOf({ bucket, ticketId, slot, record, now }));
  if (put.outcome === 'present') return put.run;
  await deps.lifecycle.send({ type: 'RunEnded', ...ref, runId: slot.runId });
  return undefined;
}

function pressedTwice(): AppError {
  return new AppError('conflicting_change', 'somebody else stops all, or undoes it, at this moment; look again');
}
