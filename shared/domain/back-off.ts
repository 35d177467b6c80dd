import { MINUTE_MS } from './time.ts';

const CAP_MS = 15 * MINUTE_MS;

/** 1, 2, 4, 8, 15, 15 … minutes after the first, second … failure in a row, in milliseconds. */
export function backOffMs(failuresInARow: number): number {
  return Math.min(CAP_MS, MINUTE_MS * 2 ** Math.max(0, failuresInARow - 1));
}
