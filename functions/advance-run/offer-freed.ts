import type { Candidate } from '../../shared/contract/events.ts';
import { WAITING_STATUSES } from '../../shared/domain/assessed-mark.ts';
import { type Bucket, freeSlots } from '../../shared/domain/bucket.ts';
import { bucketIdOf, holdOf } from '../../shared/domain/mapping.ts';
import { limitsInForce } from '../../shared/domain/model-limits.ts';
import { pastOf, withOffer } from '../../shared/domain/offered.ts';
import { type Offer, select } from '../../shared/domain/selection.ts';
import { ticketName } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { waitingOffer } from '../../shared/domain/waiting-offer.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

interface Waiter extends Offer {
  record: TicketRecord;
  candidate: Omit<Candidate, 'offeredAt'>;
}

/**
 * Offers the free slots of a bucket to what waits for them, without waiting for the next poll: work that our table asks
 * for first, then the tickets that the last poll left out. The admission decides. `written` was written just now, which
 * the index may not show yet.
 */
export async function offerFreed(deps: AdvanceRunDeps, bucketId: string, written: TicketRecord): Promise<void> {
  const bucket = await deps.buckets.read(bucketId);
  if (bucket === undefined || freeSlots(bucket) === 0) return;
  const found = await deps.tickets.withStatus(...WAITING_STATUSES);
  await offerAmong(deps, bucket, { records: [...found, written] });
}

/** New work that no record tells of yet: its ticket waits for nothing. */
interface FreshWork extends Pick<Offer, 'phase' | 'priority' | 'createdAt'> {
  record: TicketRecord;
  mappingId: string;
}

/** Offers the free slots of a bucket to those of the records that wait for them, the newest of each ticket last; answers which it offered. */
export async function offerAmong(
  deps: AdvanceRunDeps,
  bucket: Bucket,
  { records, fresh }: { records: readonly TicketRecord[]; fresh?: FreshWork },
): Promise<TicketRecord[]> {
  const { bucketId } = bucket;
  const newest = new Map(records.map((record) => [ticketName(record), record]));
  const limits = limitsInForce([...newest.values()], deps.clock.now());
  const known = [...newest.values()].filter((record) => record !== fresh?.record);
  const waiters = [
    ...known.flatMap((record) => waiterOf(deps, record, bucket)),
    ...freshWaiters(deps, bucketId, fresh),
  ];
  const unlimited = waiters.filter(
    ({ candidate }) => candidate.isExplicit === true || !limits.has(candidate.mappingId),
  );
  const open = await withOpenMapping(deps, unlimited, bucketId);
  const { chosen } = select(open, { [bucketId]: freeSlots(bucket) });
  for (const { candidate, record } of chosen) {
    const offeredAt = deps.clock.now();
    await deps.candidates.offer({ ...candidate, offeredAt });
    await deps.tickets.write(withOffer(record, candidate.runId, offeredAt));
  }
  return chosen.map(({ record }) => record);
}

function freshWaiters({ ids, clock }: AdvanceRunDeps, bucketId: string, fresh: FreshWork | undefined): Waiter[] {
  if (fresh === undefined) return [];
  const { record, mappingId, ...order } = fresh;
  const { tracker, ticketId } = record;
  const candidate = { tracker, ticketId, runId: ids.ulid(), phase: order.phase, mappingId, attempt: 1 };
  return [{ ...pastOf(record, clock.now()), ...order, ticketId, bucketId, record, candidate, isContinuing: false }];
}

function waiterOf(deps: AdvanceRunDeps, record: TicketRecord, { tracker, bucketId, slots }: Bucket): Waiter[] {
  const { ticketId, next, waiting } = record;
  if (record.tracker !== tracker || slots[ticketId] !== undefined) return [];
  const now = deps.clock.now();
  const offer = waitingOffer(record, now);
  if (offer === undefined) return [];
  const of = { ...offer, bucketId, record, ...pastOf(record, now) };
  if (next !== undefined) {
    const { notBefore: _, bucketId: __, ...rest } = next;
    return [{ ...of, candidate: { tracker, ticketId, ...rest } }];
  }
  if (offer.bucketId !== bucketId || waiting?.mappingId === undefined) return [];
  const { mappingId } = waiting;
  return [
    { ...of, candidate: { tracker, ticketId, runId: deps.ids.ulid(), phase: offer.phase, mappingId, attempt: 1 } },
  ];
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
