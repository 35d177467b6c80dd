import type { PullRequestRecord } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { bucketIdOf } from '../../../shared/domain/mapping.ts';
import type { CancelWish } from '../../../shared/domain/run.ts';
import type { NextRun, TicketRecord } from '../../../shared/domain/ticket-record.ts';
import { unwantedRun } from '../../../shared/domain/tombstone.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { type WishDeps, wishCancel } from './wish-cancel.ts';

export type NextDeps = WishDeps & Pick<AdminDeps, 'tickets' | 'pullRequests' | 'mappings'>;

type Work = Parameters<typeof unwantedRun>[1];

/**
 * Cancels what is to come next: a run that is over is put under its id, so that none can begin. One that has begun meanwhile is
 * cancelled as any other; false where that is over already.
 */
async function cancelWork(deps: WishDeps, record: TicketRecord, work: Work, wish: CancelWish): Promise<boolean> {
  const { tracker, ticketId } = record;
  const { runId } = work;
  const put = await deps.runs.entomb(unwantedRun(record, work, wish));
  if (put.outcome === 'present' && put.run.cancelWish?.askedAt !== wish.askedAt)
    return wishCancel(deps, { tracker, ticketId, runId }, wish);
  await deps.lifecycle.send({ type: 'RunEnded', tracker, ticketId, runId });
  return true;
}

/** Cancels the next run of a ticket. */
export function cancelNextRun(deps: WishDeps, record: TicketRecord, next: NextRun, wish: CancelWish): Promise<boolean> {
  return cancelWork(deps, record, next, wish);
}

/** Cancels the follow-up that a pull request waits for, if it does; what it was to answer is told so. */
export async function cancelNextFollowUp(
  deps: NextDeps,
  { owner, repo, number }: PullRequestRecord,
  wish: CancelWish,
): Promise<boolean> {
  const pull = await deps.pullRequests.read({ owner, repo, number });
  const record = pull && (await deps.tickets.read(pull));
  if (pull?.next === undefined || record === undefined) return false;
  const { mappingId, next } = pull;
  const mapping = await deps.mappings.read(mappingId);
  const bucketId = mapping === undefined ? (record.bucketId ?? '') : bucketIdOf(mapping);
  return cancelWork(deps, record, { ...next, phase: 'gap-fill', mappingId, bucketId }, wish);
}
