import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE_MS } from '../../shared/domain/time.ts';

/** What a stage has for rate limits of GitHub's. */
export interface LimitTime {
  /** Milliseconds that the stage has left. */
  leftMs: () => number;
  signal: AbortSignal;
  /** @default the timers of Node */
  pause?: Pause;
}

type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

/** What the stage needs for the rest of its work, its report among it. */
const AFTER_LIMIT_MS = 2 * MINUTE_MS;

/** A pause that the signal ends. */
export const nodePause: Pause = async (ms, signal) => {
  await sleep(ms, undefined, { signal });
};

/**
 * For the limits that one request meets, one after the other: how many milliseconds to wait for each; undefined for one that does not
 * end two minutes before the stage must. `leastMs` is the shortest wait, and doubles each time: a limit may be over by its own word,
 * and refuse again.
 */
export function limitWaits(leftMs: () => number, leastMs: number): (limitMs: number) => number | undefined {
  let least = leastMs;
  return (limitMs) => {
    const waitMs = Math.max(limitMs, least);
    least = Math.max(2 * least, 1);
    return waitMs <= leftMs() - AFTER_LIMIT_MS ? waitMs : undefined;
  };
}
