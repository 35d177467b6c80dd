import { AppError } from '../../../shared/domain/errors.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { auditStop } from './audit-stop.ts';
import { resumeHeld } from './hold-all.ts';
import { eachAtOnce } from './wish-cancel.ts';

type Deps = Pick<AdminDeps, 'stops' | 'mappings' | 'lifecycle' | 'audit' | 'caller' | 'clock' | 'ids'>;

/** Resumes the mappings that the stop paused, and lets the tickets of the runs that it met go on; advance-run sees to each. */
export async function undoStop(deps: Deps): Promise<{ mappings: number; runs: number }> {
  const stop = await deps.stops.read();
  if (stop === undefined) throw new AppError('nothing_stopped', 'no stop of all runs is in force');
  const { stopId, runs } = stop;
  const mappings = await resumeHeld(deps, stopId);
  const seenAt = deps.clock.now();
  await eachAtOnce(runs, (run) => deps.lifecycle.send({ type: 'StopUndone', ...run, stopId, seenAt }));
  if ((await deps.stops.remove(stop)) === 'stale')
    throw new AppError('conflicting_change', 'somebody stopped all runs again meanwhile; look again');
  const detail = `${mappings} mappings, ${runs.length} runs`;
  await auditStop(deps, { action: 'stop_undone', subject: stopId, detail });
  return { mappings, runs: runs.length };
}
