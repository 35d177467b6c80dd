import { MINUTE_MS, SECOND_MS } from '../../shared/domain/time.ts';
import { type LimitTime, limitWaits, nodePause } from '../github/limit-waits.ts';

/**
 * What git says when GitHub's answer was 429: older ones the status, newer ones in words. Only lines of git's own count, since the rest
 * may repeat names of files.
 */
const LIMIT =
  /^(?:fatal: unable to access '.*': The requested URL returned error: 429|error: RPC failed; HTTP 429\b.*|fatal: rate limited by '.*', please try again (?:later|in (\d+) seconds))$/m;

/**
 * Milliseconds that a rate limit of GitHub's lasts by what git says; undefined where none is the cause. Where git names no time, it is
 * the minute that GitHub's documentation names: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function gitLimitMs(stderr: string): number | undefined {
  const found = LIMIT.exec(stderr);
  if (found === null) return undefined;
  return found[1] === undefined ? MINUTE_MS : Number(found[1]) * SECOND_MS;
}

/** Runs a command of git again for as long as a rate limit refuses it that ends in time: what it refuses has no effect. */
export async function untilNoLimit<T extends { exitCode: number | null; stderr: string }>(
  { leftMs, signal, pause = nodePause }: LimitTime,
  run: () => Promise<T>,
): Promise<T> {
  const waitFor = limitWaits(leftMs, MINUTE_MS);
  for (;;) {
    const result = await run();
    const limitMs = result.exitCode === 0 ? undefined : gitLimitMs(result.stderr);
    const waitMs = limitMs === undefined ? undefined : waitFor(limitMs);
    if (waitMs === undefined) return result;
    await pause(waitMs, signal);
  }
}
