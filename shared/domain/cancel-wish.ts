import { runFailure } from './failures/run-failure.ts';
import type { CancelWish, Run, RunFailure } from './run.ts';

/** What people read of a run that ended because somebody wanted it so. */
export function failureOfWish({ stopId, reason }: Pick<CancelWish, 'stopId' | 'reason'>): RunFailure {
  return runFailure(stopId === undefined ? 'cancelled_by_admin' : 'stopped_by_admin', reason);
}

/** Whether the run may go on as far as people want it: a report that stands beats the wish. */
export function isUnwanted({ cancelWish, reportedAt }: Pick<Run, 'cancelWish' | 'reportedAt'>): boolean {
  return cancelWish !== undefined && reportedAt === undefined;
}
