import type { Candidate } from '../../shared/contract/events.ts';
import { freeSlots } from '../../shared/domain/bucket.ts';
import { type Offer, select } from '../../shared/domain/selection.ts';
import { ticketName } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

interface Waiter extends Offer {
  candidate: Omit<Candidate, 'offeredAt'>;
}

/** Where a ticket may be that has a next run, or waits at capacity. */
const WAITING_STATUSES = ['implementing', 'plan_complete', 'planning', 'ready'] as const;

/**
 * Offers the free slots of a bucket to what waits for them, without waiting for the next poll: work that our table asks
 * for first, then the tickets that the last poll left out at capacity. The admission decides. `written` was written just
 * now, which the index may not show yet.
 */
export async function offerFreed(deps: AdvanceRunDeps, bucketId: string, written: TicketRecord): Promise<void> {
  const bucket = await deps.buckets.read(bucketId);
  const free = bucket === undefined ? 0 : freeSlots(bucket);
  if (free === 0) return;
  const found = await Promise.all(WAITING_STATUSES.map((status) => deps.tickets.withStatus(status)));
  const records = new Map([...found.flat(), written].map((record) => [ticketName(record), record]));
  const waiters = [...records.values()].flatMap((record) => waiterOf(deps, record, bucketId));
  for (const { candidate } of select(waiters, { [bucketId]: free }).chosen) {
    await deps.candidates.offer({ ...candidate, offeredAt: deps.clock.now() });
  }
}

function waiterOf(deps: AdvanceRunDeps, record: TicketRecord, bucketId: string): Waiter[] {
  const { tracker, ticketId, next, waiting } = record;
  if (next !== undefined) {
    if (next.bucketId !== bucketId || next.notBefore > deps.clock.now()) return [];
    const { notBefore: _, bucketId: __, ...rest } = next;
    const order = {
      isContinuing: true,
      priority: waiting?.priority ?? null,
      createdAt: waiting?.createdAt ?? record.createdAt,
    };
    return [{ ticketId, bucketId, phase: next.phase, ...order, candidate: { tracker, ticketId, ...rest } }];
  }
  if (waiting?.reason !== 'at_capacity' || waiting.bucketId !== bucketId || waiting.mappingId === undefined) return [];
  const { priority, createdAt, mappingId } = waiting;
  const phase = waiting.phase ?? 'implementation';
  const candidate = { tracker, ticketId, runId: deps.ids.ulid(), phase, mappingId, attempt: 1 };
  return [{ ticketId, bucketId, phase, isContinuing: false, priority, createdAt, candidate }];
}
