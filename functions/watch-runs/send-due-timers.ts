import type { Timer } from '../../shared/contract/events.ts';
import { elapsedMs, SECOND_MS } from '../../shared/domain/time.ts';
import type { WatchRunsDeps } from './watch-runs-deps.ts';

const BATCH = 500;
/** Sent side by side: one after the other, 2,000 would take longer than a watch may. */
const AT_ONCE = 20;
/** No further batch is begun after this: the sweeps have to come to their turn. */
const LIMIT_MS = 20 * SECOND_MS;

type Deps = Pick<WatchRunsDeps, 'clock' | 'timers' | 'lifecycle'>;

/** Sends what is due, the earliest first, until nothing more is; answers how many. */
export async function sendDueTimers(deps: Deps): Promise<number> {
  const beganAt = deps.clock.now();
  let sent = 0;
  for (let isMore = true; isMore && elapsedMs(beganAt, deps.clock.now()) < LIMIT_MS; ) {
    const due = await deps.timers.due(beganAt, BATCH);
    await sendAll(deps, due);
    sent += due.length;
    isMore = due.length === BATCH;
  }
  return sent;
}

/** One that cannot be sent does not keep the others: its error is thrown at the end of the batch. */
async function sendAll(deps: Deps, due: readonly Timer[]): Promise<void> {
  const failures: unknown[] = [];
  for (let from = 0; from < due.length; from += AT_ONCE) {
    const sent = await Promise.allSettled(due.slice(from, from + AT_ONCE).map((timer) => send(deps, timer)));
    failures.push(...sent.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'timers could not be sent');
}

/** Sent, then deleted: a crash in between sends it again, which is harmless. */
async function send({ timers, lifecycle }: Deps, timer: Timer): Promise<void> {
  await lifecycle.send({ type: 'TimerDue', timer });
  await timers.remove(timer);
}
