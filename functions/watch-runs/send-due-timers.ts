import type { WatchRunsDeps } from './watch-runs-deps.ts';

/** Most timers woken in one watch; the rest follows in the next. */
const BATCH = 500;

/** Sends each due timer, then deletes it: a crash in between sends it again, which is harmless. */
export async function sendDueTimers(deps: Pick<WatchRunsDeps, 'clock' | 'timers' | 'lifecycle'>): Promise<number> {
  const due = await deps.timers.due(deps.clock.now(), BATCH);
  for (const timer of due) {
    await deps.lifecycle.send({ type: 'TimerDue', timer });
    await deps.timers.remove(timer);
  }
  return due.length;
}
