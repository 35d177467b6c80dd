import { QUEUE_LIMIT_MS, type Run } from './run.ts';
import { elapsedMs, type Instant } from './time.ts';

type Queueing = Pick<Run, 'queuedSince' | 'queuedMs' | 'heartbeatAt'>;

/** Whether the run waits for a machine, as far as is known: a sign of life ends that. */
export function isQueued({ queuedSince, heartbeatAt }: Queueing): boolean {
  return queuedSince !== undefined && (heartbeatAt === undefined || heartbeatAt <= queuedSince);
}

/** How long its deadlines stood still, in milliseconds: as long as it waited for machines, up to a limit. */
export function stoodStillMs(run: Queueing, now: Instant): number {
  return Math.min(QUEUE_LIMIT_MS, (run.queuedMs ?? 0) + currentMs(run, now));
}

function currentMs(run: Queueing, now: Instant): number {
  const { queuedSince, heartbeatAt } = run;
  if (queuedSince === undefined) return 0;
  return Math.max(0, elapsedMs(queuedSince, isQueued(run) ? now : (heartbeatAt ?? now)));
}

/** What is noted of a run of which no job is in progress, and none was since `since`. */
export function queuedFrom(run: Queueing, since: Instant): Required<Pick<Run, 'queuedSince' | 'queuedMs'>> {
  if (isQueued(run)) return { queuedSince: run.queuedSince, queuedMs: run.queuedMs ?? 0 };
  return { queuedSince: since, queuedMs: (run.queuedMs ?? 0) + currentMs(run, since) };
}

/** What is noted of a run that waited, and of which a job is in progress since `startedAt`. */
export function queuedUntil(run: Queueing, startedAt: Instant): Pick<Run, 'queuedSince' | 'queuedMs'> {
  return { queuedSince: undefined, queuedMs: (run.queuedMs ?? 0) + currentMs(run, startedAt) };
}
