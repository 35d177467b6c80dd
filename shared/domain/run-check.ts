import { runFailure } from './failures/run-failure.ts';
import { LOOK_MS } from './look-turns.ts';
import { isQueued, stoodStillMs } from './queueing.ts';
import {
  HEARTBEAT_MS,
  JOB_GRACE_MS,
  jobMs,
  LAST_LOOKUP_MS,
  MAX_DISPATCHES,
  MISSED_BEATS_TO_ASK,
  MISSED_BEATS_TO_END,
  QUEUE_LIMIT_MS,
  RESERVED_LIMIT_MS,
  type Run,
  type RunFailure,
  START_LIMIT_MS,
} from './run.ts';
import { elapsedMs, type Instant, MINUTE_MS, plus } from './time.ts';

/** What is to be done about a live run that somebody looks at. */
export type RunCheck =
  /** Nothing is due; look again then. */
  | { action: 'wait'; until: Instant }
  /** Look for an execution by name; when there is none, `otherwise` follows. */
  | { action: 'look_up'; otherwise: RunCheckOtherwise }
  /**
   * Ask the executor whether it still runs; if it does, look again at `until`. One that the executor does not know may be
   * created late, until `lateUntil`.
   */
  | { action: 'ask'; until: Instant; lateUntil?: Instant; failure: RunFailure; silence?: Silence }
  | { action: 'end'; status: 'failed' | 'timed_out'; failure: RunFailure };

/** A run that works has not been heard of for a while: a job may wait for its machine, or not have got to its first sign of life. */
interface Silence {
  /** When it was last heard of. */
  since: Instant;
  /** Whether it lasts so long that a job which was heard of before is lost. */
  isOver: boolean;
}

export type RunCheckOtherwise =
  | { action: 'wait'; until: Instant }
  | { action: 'allow'; taken: number }
  | { action: 'offer'; until: Instant }
  | { action: 'end'; status: 'failed'; failure: RunFailure };

/** How long after its order was answered an execution may still be unknown to the executor that named it. */
const CREATED_LATE_MS = 5 * MINUTE_MS;

/** Judges a live run by its record and the time alone: lost answers, start limit, heartbeats, deadline. */
export function checkOf(run: Run, now: Instant): RunCheck {
  if (run.status === 'reserved') return checkReserved(run, now);
  return run.status === 'dispatched' ? checkDispatched(run, now) : checkRunning(run, now);
}

function checkReserved(run: Run, now: Instant): RunCheck {
  // A lease runs out by itself; after a rate limit it lasts until the executor takes orders again.
  if (run.leaseUntil !== undefined && run.leaseUntil > now) {
    return { action: 'look_up', otherwise: { action: 'wait', until: later(run.leaseUntil, lastLookup(run)) } };
  }
  if (elapsedMs(run.reservedAt, now) >= RESERVED_LIMIT_MS) return lookUpOrEnd('order_not_taken');
  if (run.dispatchesTaken < run.dispatchesAllowed) {
    return { action: 'look_up', otherwise: { action: 'offer', until: plus(now, LAST_LOOKUP_MS) } };
  }
  if (now < lastLookup(run)) return { action: 'look_up', otherwise: { action: 'wait', until: lastLookup(run) } };
  if (run.dispatchesAllowed < MAX_DISPATCHES) {
    return { action: 'look_up', otherwise: { action: 'allow', taken: run.dispatchesTaken } };
  }
  return lookUpOrEnd('order_not_confirmed');
}

function lastLookup(run: Run): Instant {
  return plus(run.dispatchAskedAt, LAST_LOOKUP_MS);
}

function lookUpOrEnd(code: 'order_not_taken' | 'order_not_confirmed'): RunCheck {
  return { action: 'look_up', otherwise: { action: 'end', status: 'failed', failure: runFailure(code) } };
}

function checkDispatched(run: Run, now: Instant): RunCheck {
  const dispatchedAt = run.dispatchedAt ?? run.reservedAt;
  const limit = plus(dispatchedAt, START_LIMIT_MS);
  if (limit <= now) return timedOut(runFailure('not_started'));
  const failure = runFailure('ended_before_start');
  const lateUntil = plus(dispatchedAt, CREATED_LATE_MS);
  return { action: 'ask', until: earlier(limit, nextStep(dispatchedAt, LOOK_MS, now)), lateUntil, failure };
}

function checkRunning(run: Run, now: Instant): RunCheck {
  const startedAt = run.startedAt ?? run.reservedAt;
  const stood = stoodStillMs(run, now);
  const deadline = plus(startedAt, jobMs(run) + JOB_GRACE_MS + stood);
  if (isQueued(run) && stood >= QUEUE_LIMIT_MS) return timedOut(runFailure('queued_too_long'));
  if (deadline <= now) return timedOut(runFailure('ran_too_long', `${jobMs(run) / MINUTE_MS} minutes`));
  const lastBeat = run.heartbeatAt ?? startedAt;
  const missed = Math.floor(elapsedMs(lastBeat, now) / HEARTBEAT_MS);
  const failure = runFailure('fell_silent', `${missed} minutes ago`);
  const isOver = missed >= MISSED_BEATS_TO_END;
  const next = nextStep(lastBeat, LOOK_MS, now);
  const silence = { since: lastBeat, isOver };
  // A deadline that stands still is no moment to look again at.
  const until = isQueued(run) ? next : earlier(deadline, next);
  if (missed >= MISSED_BEATS_TO_ASK) return { action: 'ask', until, failure, silence };
  return { action: 'wait', until: earlier(deadline, plus(lastBeat, MISSED_BEATS_TO_ASK * HEARTBEAT_MS)) };
}

/** The next of the moments that stand so far apart: looks of the sweep set the timer that stands, and no further ones. */
function nextStep(from: Instant, everyMs: number, now: Instant): Instant {
  return plus(from, (Math.floor(elapsedMs(from, now) / everyMs) + 1) * everyMs);
}

function timedOut(failure: RunFailure): RunCheck {
  return { action: 'end', status: 'timed_out', failure };
}

function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}

function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
