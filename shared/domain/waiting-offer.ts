import type { Offer } from './selection.ts';
import type { TicketRecord } from './ticket-record.ts';
import type { Instant } from './time.ts';

/**
 * As what a ticket waits for a slot, by its own record alone: work that already began, or what the last poll left out; undefined where no
 * freed slot is offered to it. What a budget holds the poll looks after.
 */
export function waitingOffer({ ticketId, next, waiting, createdAt }: TicketRecord, now: Instant): Offer | undefined {
  if (next !== undefined) {
    if (next.notBefore > now || waiting?.reason === 'budget_spent') return undefined;
    const order = { priority: waiting?.priority ?? null, createdAt: waiting?.createdAt ?? createdAt };
    return { ticketId, bucketId: next.bucketId, phase: next.phase, isContinuing: true, ...order };
  }
  const isWaiting = waiting?.reason === 'at_capacity' || waiting?.reason === 'not_admitted';
  if (!isWaiting || waiting.bucketId === undefined) return undefined;
  const { bucketId, phase = 'implementation', priority } = waiting;
  return { ticketId, bucketId, phase, isContinuing: false, priority, createdAt: waiting.createdAt };
}
