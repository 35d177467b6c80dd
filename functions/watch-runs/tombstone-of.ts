import type { Bucket, Slot } from '../../shared/domain/bucket.ts';
import { DEFAULT_EXECUTOR } from '../../shared/domain/executors.ts';
import { runFailure } from '../../shared/domain/failures/run-failure.ts';
import type { Run } from '../../shared/domain/run.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import type { Instant } from '../../shared/domain/time.ts';

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
    runId: slot.runId,
    phase: slot.phase,
    tracker: bucket.tracker,
    ticketId,
    ticketKey: record?.key ?? ticketId,
    ticketTitle: record?.title ?? '',
    ticketUrl: record?.url ?? '',
    mappingId: next?.mappingId ?? record?.waiting?.mappingId ?? record?.mappingId ?? '',
    bucketId: bucket.bucketId,
    ...{ owner: '', repo: '', defaultBranch: '', branch: '', workflowFile: '' },
    executor: DEFAULT_EXECUTOR,
    provider: 'anthropic',
    attempt: next?.attempt ?? 1,
    retryOf: next?.retryOf,
    isExplicit: next?.isExplicit,
    status: 'failed',
    reservedAt: slot.since,
    dispatchesTaken: 0,
    dispatchesAllowed: 0,
    dispatchAskedAt: slot.since,
    endedAt: now,
    failure: runFailure('dispatch_cut_off'),
  };
}
