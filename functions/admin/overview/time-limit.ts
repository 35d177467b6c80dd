import { elapsedMs, SECOND_MS } from '../../../shared/domain/time.ts';
import type { Clock } from '../../../shared/ports/clock.ts';

/** A request is cut off after 30 seconds. */
const LIMIT_MS = 20 * SECOND_MS;

/** Tells whether what began now has to come to its end. */
export function timeLimit(clock: Clock): () => boolean {
  const beganAt = clock.now();
  return () => elapsedMs(beganAt, clock.now()) >= LIMIT_MS;
}
