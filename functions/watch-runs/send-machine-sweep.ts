import { MINUTE_MS } from '../../shared/domain/time.ts';
import { dueInInterval } from './due-in-interval.ts';
import type { WatchRunsDeps } from './watch-runs-deps.ts';

/** How often machines are looked for that nobody needs. */
const INTERVAL = { everyMs: 5 * MINUTE_MS, offsetMs: MINUTE_MS };

/** In one watch of each interval, where runs may have machines of ours. Sent twice it is the same event. */
export async function sendMachineSweep({
  clock,
  lifecycle,
  hasMachines,
}: Pick<WatchRunsDeps, 'clock' | 'lifecycle' | 'hasMachines'>): Promise<number> {
  const dueAt = hasMachines ? dueInInterval(clock.now(), INTERVAL) : undefined;
  if (dueAt === undefined) return 0;
  await lifecycle.send({ type: 'TimerDue', timer: { kind: 'sweep-machines', dueAt } });
  return 1;
}
