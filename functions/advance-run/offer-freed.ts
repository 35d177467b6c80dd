import type { Candidate } from '../../shared/contract/events.ts';
import { type Bucket, freeSlots } from '../../shared/domain/bucket.ts';
import { bucketIdOf, holdOf } from '../../shared/domain/mapping.ts';
import { limitsInForce } from '../../shared/domain/model-limits.ts';
import { pastOf, withOffer } from '../../shared/domain/offered.ts';
import { type Offer, select } from '../../shared/domain/selection.ts';
import { ticketName } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

interface Waiter extends Offer {
  record: TicketRecord;
  candidate: Omit<Candidate, 'offeredAt'>;
}

/** Where a ticket may be that has a next run, or waits at capacity. */
const WAITING_STATUSES = ['implementing', 'plan_complete', 'planning', 'ready'] as const;

/**
 * Offers the free slots of a bucket to what waits for them, without waiting for the next poll: work that our table asks
 * for first, then the tickets that the last poll left out. The admission decides. `written` was written just now, which
 * the index may not show yet.
 */
export async function offerFreed(deps: AdvanceRunDeps, bucketId: string, written: TicketRecord): Promise<void> {
  const bucket = await deps.buckets.read(bucketId);
  const free = bucket === undefined ? 0 : freeSlots(bucket);
  if (bucket === undefined || free === 0) return;
  const found = await deps.tickets.withStatus(...WAITING_STATUSES);
  const records = new Map([...found, written].map((record) => [ticketName(record), record]));
  const limits = limitsInForce([...records.values()], deps.clock.now());
  const waiters = [...records.values()].flatMap((record) => waiterOf(deps, record, bucket));
  const unlimited = waiters.filter(
    ({ candidate }) => candidate.isExplicit === true || !limits.has(candidate.mappingId),
  );
  const { chosen } = select(await withOpenMapping(deps, unlimited, bucketId), { [bucketId]: free });
  for (const { candidate, record } of chosen) {
    const offeredAt = deps.clock.now();
    await deps.candidates.offer({ ...candidate, offeredAt });
    await deps.tickets.write(withOffer(record, candidate.runId, offeredAt));
  }
}

function waiterOf(deps: AdvanceRunDeps, record: TicketRecord, bucket: Bucket): Waiter[] {
  const { tracker, ticketId, next, waiting } = record;
  if (tracker !== bucket.tracker || bucket.slots[ticketId] !== undefined) return [];
  const { bucketId } = bucket;
  const of = { ticketId, bucketId, record, ...pastOf(record, deps.clock.now()) };
  if (next !== undefined) {
    // What a budget holds the poll looks after.
    if (next.notBefore > deps.clock.now() || waiting?.reason === 'budget_spent') return [];
    const { notBefore: _, bucketId: __, ...rest } = next;
    const order = {
      isContinuing: true,
      priority: waiting?.priority ?? null,
      createdAt: waiting?.createdAt ?? record.createdAt,
    };
    return [{ ...of, phase: next.phase, ...order, candidate: { tracker, ticketId, ...rest } }];
  }
  const isWaiting = waiting?.reason === 'at_capacity' || waiting?.reason === 'not_admitted';
  if (!isWaiting || waiting.bucketId !== bucketId || waiting.mappingId === undefined) return [];
  const { priority, createdAt, mappingId } = waiting;
  const phase = waiting.phase ?? 'implementation';
  const candidate = { tracker, ticketId, runId: deps.ids.ulid(), phase, mappingId, attempt: 1 };
  return [{ ...of, phase, isContinuing: false, priority, createdAt, candidate }];
}

/** Those whose mapping lets them run, in this bucket; a mapping may have been changed since it was written down. */
async function withOpenMapping(
  deps: Pick<AdvanceRunDeps, 'mappings'>,
  waiters: readonly Waiter[],
  bucketId: string,
): Promise<Waiter[]> {
  const ids = [...new Set(waiters.map(({ candidate }) => candidate.mappingId))];
  const mappings = await Promise.all(ids.map((mappingId) => deps.mappings.read(mappingId)));
  const open = mappings.flatMap((mapping) =>
    mapping !== undefined && holdOf(mapping) === undefined && bucketIdOf(mapping) === bucketId ? mapping.mappingId : [],
  );
  return waiters.filter(({ candidate }) => open.includes(candidate.mappingId));
}
