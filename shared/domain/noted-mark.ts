import type { AssessedMark } from './assessed-mark.ts';
import { bucketIdOf, capacityTaken } from './mapping.ts';
import { standingRefusal } from './offered.ts';
import { newTicketRecord, type TicketRecord, type Waiting } from './ticket-record.ts';
import type { Instant } from './time.ts';

/**
 * The record of a marked ticket with what people and later steps want to know of it: its name, and why it waits. The very record that
 * stands where nothing of that changed; undefined where there is nothing to keep.
 */
export function notedRecord(mark: AssessedMark, isAtCapacity: boolean, now: Instant): TicketRecord | undefined {
  const { ticket, record, assessment } = mark;
  if (record === undefined && assessment.verdict === 'leave') return undefined;
  const { key, title, url } = ticket;
  const base = record ?? newTicketRecord(ticket, now);
  const noted = { ...base, key, title, url, ...placeOf(base, mark, isAtCapacity) };
  return record !== undefined && isSame(noted, record) ? record : { ...noted, updatedAt: now };
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
    const blockedBy = assessment.reason === 'blocked_by' ? { blockedBy: ticket.blockedBy } : {};
    const { reason, detail } = assessment;
    const refused = reason === 'budget_spent' ? record?.waiting : undefined;
    return { ...refused, reason, detail, priority, createdAt, mappingId, bucketId, ...blockedBy };
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
  return fields.every((field) => a?.[field] === b?.[field]) && a?.blockedBy?.join() === b?.blockedBy?.join();
}
