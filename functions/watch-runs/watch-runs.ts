import { findTroubles } from './find-troubles.ts';
import { sendDueTimers } from './send-due-timers.ts';
import { sendMachineSweep } from './send-machine-sweep.ts';
import { sendRedelivery } from './send-redelivery.ts';
import { sweepOpenRuns } from './sweep-open-runs.ts';
import { sweepSlots } from './sweep-slots.ts';
import { watchPullRequests } from './watch-pull-requests.ts';
import type { WatchRunsDeps } from './watch-runs-deps.ts';

/**
 * Runs every minute: tells of troubles, wakes what is due, and mends what a crash left behind. Answers counts for the log. An error
 * of one part is thrown only after the others did their work.
 */
export async function watchRuns(
  deps: WatchRunsDeps,
): Promise<{ timersSent: number; slotsFreed: number; runsWoken: number; repositoriesAsked: number }> {
  const failures: unknown[] = [];
  const unlessBroken = (part: Promise<number>) =>
    part.catch((error: unknown) => {
      failures.push(error);
      return 0;
    });
  // First, since it sends messages itself.
  await unlessBroken(findTroubles(deps));
  const timersSent = await unlessBroken(sendDueTimers(deps));
  const slotsFreed = await unlessBroken(sweepSlots(deps));
  const runsWoken = await unlessBroken(sweepOpenRuns(deps));
  await unlessBroken(sendRedelivery(deps));
  await unlessBroken(sendMachineSweep(deps));
  const repositoriesAsked = await unlessBroken(watchPullRequests(deps));
  if (failures.length > 0) throw new AggregateError(failures, 'a part of the watch failed');
  return { timersSent, slotsFreed, runsWoken, repositoriesAsked };
}
