import type { Assessment } from '../../shared/domain/assessment.ts';
import { bucketIdOf, capacityTaken, type ProjectMapping } from '../../shared/domain/mapping.ts';
import { standingRefusal } from '../../shared/domain/offered.ts';
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
 * waits. Written only when that changed; answers the record that stands, which is undefined when somebody else writes
 * at the same time: the next poll sees it.
 */
export async function noteTicket(
  deps: PollTicketsDeps,
  mark: AssessedMark,
  isAtCapacity: boolean,
): Promise<TicketRecord | undefined> {
  const { ticket, record, assessment } = mark;
  if (record === undefined && assessment.verdict === 'leave') return undefined;
  const now = deps.clock.now();
  const { key, title, url } = ticket;
  const base = record ?? newTicketRecord(ticket, now);
  const noted = { ...base, key, title, url, ...placeOf(base, mark, isAtCapacity) };
  if (record !== undefined && isSame(noted, record)) return record;
  const written = await deps.tickets.write({ ...noted, updatedAt: now });
  return written.outcome === 'written' ? written.record : undefined;
}

/**
 * The mapping is kept for what is offered too: a dispatch that is cut off is repeated with what stands here. A next run
 * keeps its own, and its back-off is told by itself.
 */
function placeOf(
  { status, next, waiting }: TicketRecord,
  mark: AssessedMark,
  isAtCapacity: boolean,
): Partial<Pick<TicketRecord, 'mappingId' | 'waiting'>> {
  const { assessment } = mark;
  if (next !== undefined) {
    const isBackOff = assessment.verdict === 'wait' && assessment.reason === 'back_off';
    return isBackOff ? {} : { waiting: waitingOf(mark, isAtCapacity) };
  }
  if (status === 'ready') return { mappingId: mark.mapping?.mappingId, waiting: waitingOf(mark, isAtCapacity) };
  if (waiting?.reason === 'not_admitted' || waiting?.reason === 'budget_spent')
    return { waiting: waitingOf(mark, isAtCapacity) };
  return status === 'awaiting_approval' ? { waiting: waitingWithPlan(mark) } : {};
}

/** That a plan waits goes without saying; that another one is asked for, and not yet made, does not. */
function waitingWithPlan(mark: AssessedMark): Waiting | undefined {
  const waiting = waitingOf(mark, false);
  return waiting?.reason === 'dispatched_recently' ? waiting : undefined;
}

function waitingOf({ ticket, record, mapping, assessment }: AssessedMark, isAtCapacity: boolean): Waiting | undefined {
  const { priority, createdAt } = ticket;
  const mappingId = mapping?.mappingId;
  const bucketId = mapping && bucketIdOf(mapping);
  if (assessment.verdict === 'leave' || assessment.verdict === 'review') return undefined;
  if (assessment.verdict === 'wait') {
    const { reason, detail } = assessment;
    const refused = reason === 'budget_spent' ? record?.waiting : undefined;
    return { ...refused, reason, detail, priority, createdAt, mappingId, bucketId };
  }
  const { phase } = assessment.offer;
  const place = { priority, createdAt, mappingId, bucketId, phase };
  const said = record && standingRefusal(record);
  if (said !== undefined) return { reason: said.reason, detail: said.detail, ...place };
  if (!isAtCapacity || mapping === undefined) return undefined;
  return { reason: 'at_capacity', detail: capacityTaken(mapping), ...place };
}

function isSame(a: TicketRecord, b: TicketRecord): boolean {
  const fields = ['key', 'title', 'url', 'mappingId'] as const;
  return fields.every((field) => a[field] === b[field]) && isSameWaiting(a.waiting, b.waiting);
}

function isSameWaiting(a: Waiting | undefined, b: Waiting | undefined): boolean {
  const fields = ['reason', 'detail', 'priority', 'createdAt', 'mappingId', 'bucketId', 'phase'] as const;
  return fields.every((field) => a?.[field] === b?.[field]);
}
