import { MINUTE_MS } from '../../shared/domain/time.ts';
import { dueInInterval } from './due-in-interval.ts';
import type { WatchRunsDeps } from './watch-runs-deps.ts';

/** How often GitHub is asked which deliveries failed; idle, this is all that it is asked. */
const INTERVAL = { everyMs: 5 * MINUTE_MS, offsetMs: 3 * MINUTE_MS };

/** In one watch of each interval: has failed deliveries of GitHub's webhook looked for. Sent twice it is the same event. */
export async function sendRedelivery({
  clock,
  lifecycle,
}: Pick<WatchRunsDeps, 'clock' | 'lifecycle'>): Promise<number> {
  const dueAt = dueInInterval(clock.now(), INTERVAL);
  if (dueAt === undefined) return 0;
  await lifecycle.send({ type: 'TimerDue', timer: { kind: 'redeliver', dueAt } });
  return 1;
}
