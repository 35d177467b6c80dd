import { instant, MINUTE_MS } from '../../shared/domain/time.ts';
import type { WatchRunsDeps } from './watch-runs-deps.ts';

/** How often GitHub is asked which deliveries failed; idle, this is all that it is asked. */
const EVERY_MS = 5 * MINUTE_MS;
/** Within each interval, so that it does not come together with what is due at full hours. */
const OFFSET_MS = 3 * MINUTE_MS;

/** In one watch of each interval: has failed deliveries of GitHub's webhook looked for. Sent twice it is the same event. */
export async function sendRedelivery({
  clock,
  lifecycle,
}: Pick<WatchRunsDeps, 'clock' | 'lifecycle'>): Promise<number> {
  const now = Date.parse(clock.now()) - OFFSET_MS;
  const sinceMs = now % EVERY_MS;
  if (sinceMs >= MINUTE_MS) return 0;
  const dueAt = instant(now - sinceMs + OFFSET_MS);
  await lifecycle.send({ type: 'TimerDue', timer: { kind: 'redeliver', dueAt } });
  return 1;
}
