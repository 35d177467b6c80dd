import type { Bucket, Slot } from './bucket.ts';
import { failureOfWish } from './cancel-wish.ts';
import { DEFAULT_EXECUTOR } from './executors.ts';
import { runFailure } from './failures/run-failure.ts';
import type { CancelWish, Run } from './run.ts';
import type { NextRun, TicketRecord } from './ticket-record.ts';
import type { Instant } from './time.ts';

export interface Orphan {
  bucket: Bucket;
  ticketId: string;
  slot: Slot;
  record: TicketRecord | undefined;
  now: Instant;
}

/**
 * A run that was never written, as an infrastructure failure: it executed nothing, so it names no repository, and what
 * its ticket's record knows of it is kept so that its repeat counts as the next attempt.
 */
export function tombstoneOf({ bucket, ticketId, slot, record, now }: Orphan): Run {
  const next = record?.next?.runId === slot.runId ? record.next : undefined;
  return {
    ...neverExecuted({ tracker: bucket.tracker, ticketId }, record),
    ...{ runId: slot.runId, phase: slot.phase, bucketId: bucket.bucketId },
    mappingId: next?.mappingId ?? record?.waiting?.mappingId ?? record?.mappingId ?? '',
    ...attemptOf(next),
    status: 'failed',
    reservedAt: slot.since,
    dispatchAskedAt: slot.since,
    endedAt: now,
    failure: runFailure('dispatch_cut_off'),
  };
}

/** What is to come next on a ticket or on its pull request, which a person wants no more: no run can begin under its id now. */
export function unwantedRun(
  record: TicketRecord,
  next: Pick<NextRun, 'runId' | 'phase' | 'mappingId' | 'bucketId' | 'attempt' | 'retryOf' | 'isExplicit'>,
  wish: CancelWish,
): Run {
  const { runId, phase, mappingId, bucketId } = next;
  const at = wish.askedAt;
  return {
    ...neverExecuted(record, record),
    ...{ runId, phase, mappingId, bucketId, ...attemptOf(next) },
    ...{ status: 'cancelled', reservedAt: at, dispatchAskedAt: at, endedAt: at },
    failure: failureOfWish(wish),
    cancelWish: wish,
  };
}

function attemptOf(next: Pick<NextRun, 'attempt' | 'retryOf' | 'isExplicit'> | undefined) {
  return { attempt: next?.attempt ?? 1, retryOf: next?.retryOf, isExplicit: next?.isExplicit };
}

function neverExecuted({ tracker, ticketId }: Pick<Run, 'tracker' | 'ticketId'>, record: TicketRecord | undefined) {
  return {
    ...{ tracker, ticketId, ticketKey: record?.key ?? ticketId },
    ...{ ticketTitle: record?.title ?? '', ticketUrl: record?.url ?? '' },
    ...{ owner: '', repo: '', defaultBranch: '', branch: '', workflowFile: '' },
    executor: DEFAULT_EXECUTOR,
    provider: 'anthropic',
    ...{ dispatchesTaken: 0, dispatchesAllowed: 0 },
  } as const;
}
