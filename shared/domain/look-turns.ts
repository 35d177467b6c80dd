import { isQueued } from './queueing.ts';
import type { Run } from './run.ts';
import { elapsedMs, type Instant, MINUTE_MS } from './time.ts';

/** How often a run that waits for a machine is looked at, and how many of them the executor is asked about in that time. */
export const LOOK_MS = 10 * MINUTE_MS;
const LOOKS = 2;
/** A look that comes later than this after its moment is of the sweep, which only sets the timer anew. */
const LATE_MS = 2 * MINUTE_MS;

/**
 * Whether nothing of the run executes, as far as is known: it was ordered a while ago, or waits for a machine between two jobs. Such
 * runs take turns, which a look at all open runs tells.
 */
export function isWaiting(run: Run, now: Instant): boolean {
  if (run.status === 'running') return isQueued(run);
  return run.status === 'dispatched' && elapsedMs(since(run), now) >= LOOK_MS;
}

function since({ heartbeatAt, dispatchedAt, reservedAt }: Run): Instant {
  return heartbeatAt ?? dispatchedAt ?? reservedAt;
}

/**
 * Whether the executor is to be asked about a run with this look. Runs that wait take turns, in the order of their ids, so that
 * however many wait, two of them are asked about in ten minutes; any other run has its turn always.
 */
export function hasTurn(run: Run, open: readonly Run[], now: Instant): boolean {
  const others = open.filter((other) => other.runId !== run.runId && isWaiting(other, now));
  const turns = Math.ceil((others.length + 1) / LOOKS);
  if (turns === 1) return true;
  const rank = others.filter((other) => other.runId < run.runId).length;
  const isAtItsMoment = elapsedMs(since(run), now) % LOOK_MS < LATE_MS;
  return isAtItsMoment && Math.floor(Date.parse(now) / LOOK_MS) % turns === Math.floor(rank / LOOKS);
}
