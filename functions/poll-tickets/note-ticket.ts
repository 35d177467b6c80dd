import type { Assessment } from '../../shared/domain/assessment.ts';
import { bucketIdOf, type ProjectMapping } from '../../shared/domain/mapping.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import { newTicketRecord, type TicketRecord, type Waiting } from '../../shared/domain/ticket-record.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';

export interface AssessedMark {
  ticket: Ticket;
  record: TicketRecord | undefined;
  mapping: ProjectMapping | undefined;
  assessment: Assessment;
}

/**
 * Keeps on the ticket's record what people and later steps want to know of a marked ticket: its name, and why it
 * waits if it never ran. Written only when that changed; a record that somebody else writes at the same time is left to the next poll.
 */
export async function noteTicket(deps: PollTicketsDeps, mark: AssessedMark, isAtCapacity: boolean): Promise<void> {
  const { ticket, record, assessment } = mark;
  if (record === undefined && assessment.verdict === 'leave') return;
  const now = deps.clock.now();
  const { key, title, url } = ticket;
  const base = record ?? newTicketRecord(ticket, now);
  const noted = { ...base, key, title, url, ...(base.status === 'ready' ? placeOf(mark, isAtCapacity) : {}) };
  if (record !== undefined && isSame(noted, record)) return;
  await deps.tickets.write({ ...noted, updatedAt: now });
}

/** The mapping is kept for what is offered too: a dispatch that is cut off is repeated with what stands here. */
function placeOf(mark: AssessedMark, isAtCapacity: boolean): Pick<TicketRecord, 'mappingId' | 'waiting'> {
  return { mappingId: mark.mapping?.mappingId, waiting: waitingOf(mark, isAtCapacity) };
}

function waitingOf({ ticket, mapping, assessment }: AssessedMark, isAtCapacity: boolean): Waiting | undefined {
  const { priority, createdAt } = ticket;
  const mappingId = mapping?.mappingId;
  const bucketId = mapping && bucketIdOf(mapping);
  if (assessment.verdict === 'leave' || assessment.verdict === 'review') return undefined;
  if (assessment.verdict === 'wait') {
    return { reason: assessment.reason, detail: assessment.detail, priority, createdAt, mappingId, bucketId };
  }
  const { phase } = assessment.offer;
  if (!isAtCapacity) return undefined;
  return {
    reason: 'at_capacity',
    detail: `all slots of ${ticket.tracker === 'linear' ? mapping?.teamKey : mapping?.name} are taken`,
    priority,
    createdAt,
    mappingId,
    bucketId,
    phase,
  };
}

function isSame(a: TicketRecord, b: TicketRecord): boolean {
  const fields = ['key', 'title', 'url', 'mappingId'] as const;
  return fields.every((field) => a[field] === b[field]) && isSameWaiting(a.waiting, b.waiting);
}

function isSameWaiting(a: Waiting | undefined, b: Waiting | undefined): boolean {
  const fields = ['reason', 'detail', 'priority', 'createdAt', 'mappingId', 'bucketId', 'phase'] as const;
  return fields.every((field) => a?.[field] === b?.[field]);
}
