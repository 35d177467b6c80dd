import { HEARTBEAT_MS, MISSED_BEATS_TO_ASK, type Run } from '../../shared/domain/run.ts';
import { checkOf } from '../../shared/domain/run-check.ts';
import { elapsedMs, type Instant, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import type { WatchRunsDeps } from './watch-runs-deps.ts';

/** How long after the moment at which its timer should have looked at a run the sweep looks itself. */
const OVERDUE_MS = 2 * MINUTE_MS;

/** A run that waits for its start is asked about at this interval by the sweep too: its record does not say when it last was. */
const ASK_UNSTARTED_MS = 30 * MINUTE_MS;

/** Wakes live runs that nobody has looked at although it was time: their timer was lost with a dead-lettered message. */
export async function sweepOpenRuns(deps: Pick<WatchRunsDeps, 'clock' | 'runs' | 'lifecycle'>): Promise<number> {
  const now = deps.clock.now();
  const overdue = (await deps.runs.open()).filter((run) => isOverdue(run, now));
  for (const { runId, tracker, ticketId } of overdue) {
    await deps.lifecycle.send({ type: 'TimerDue', timer: { kind: 'check-run', dueAt: now, tracker, ticketId, runId } });
  }
  return overdue.length;
}

/** In one minute of each interval. */
function isAskedNow({ dispatchedAt, reservedAt }: Run, now: Instant): boolean {
  const waitedMs = elapsedMs(dispatchedAt ?? reservedAt, now) - OVERDUE_MS;
  return waitedMs >= ASK_UNSTARTED_MS && waitedMs % ASK_UNSTARTED_MS < MINUTE_MS;
}

/** A silent run likewise, from the moment on at which its timer is overdue: its jobs may wait for machines for hours. */
function isSilentNow({ heartbeatAt, startedAt, reservedAt }: Run, now: Instant): boolean {
  const silentMs = elapsedMs(heartbeatAt ?? startedAt ?? reservedAt, now);
  return (silentMs - MISSED_BEATS_TO_ASK * HEARTBEAT_MS - OVERDUE_MS) % ASK_UNSTARTED_MS < MINUTE_MS;
}

/** Whether something was due a while ago already; what merely waits for a moment named by the executor is not. */
function isOverdue(run: Run, now: Instant): boolean {
  const check = checkOf(run, plus(now, -OVERDUE_MS));
  switch (check.action) {
    case 'end':
      return true;
    case 'look_up':
      return check.otherwise.action === 'allow' || check.otherwise.action === 'end';
    case 'ask':
      return run.status === 'running' ? isSilentNow(run, now) : isAskedNow(run, now);
    case 'wait':
      return false;
  }
}
