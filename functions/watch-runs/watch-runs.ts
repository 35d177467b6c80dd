import { sendDueTimers } from './send-due-timers.ts';
import { sweepOpenRuns } from './sweep-open-runs.ts';
import { sweepSlots } from './sweep-slots.ts';
import type { WatchRunsDeps } from './watch-runs-deps.ts';

/** Runs every minute: wakes what is due, and mends what a crash left behind. Answers counts for the log. */
export async function watchRuns(
  deps: WatchRunsDeps,
): Promise<{ timersSent: number; slotsFreed: number; runsWoken: number }> {
  const timersSent = await sendDueTimers(deps);
  const slotsFreed = await sweepSlots(deps);
  const runsWoken = await sweepOpenRuns(deps);
  return { timersSent, slotsFreed, runsWoken };
}
