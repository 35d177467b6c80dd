import type { Phase } from './run.ts';
import type { Offer } from './selection.ts';
import type { SpentBudget, TicketRecord, Waiting, WaitReason } from './ticket-record.ts';
import { elapsedMs, type Instant, MINUTE_MS } from './time.ts';

/** A candidate older than this that holds no slot is dropped: whatever offered it will offer it again. */
export const FRESH_MS = 2 * MINUTE_MS;

/**
 * Why the last offer of this work was not admitted, besides that there was no room. It stands while the work is offered
 * again. New work that was dispatched recently is not offered at all; a next run is, whose reason this can be.
 */
export function standingRefusal({ waiting, next }: Pick<TicketRecord, 'waiting' | 'next'>): Waiting | undefined {
  const isRefused = waiting?.reason === 'not_admitted' || (waiting?.reason === 'dispatched_recently' && next);
  return isRefused ? waiting : undefined;
}

/** What became of earlier offers of this work. */
export function pastOf(
  record: Pick<TicketRecord, 'offered' | 'waiting' | 'next'> | undefined,
  now: Instant,
): Pick<Offer, 'isQueued' | 'droppedAt' | 'hasWaited'> {
  const { offered, waiting, next } = record ?? {};
  const isOfThis = offered !== undefined && (next === undefined || next.runId === offered.runId);
  const isDropped = isOfThis && standingRefusal({ waiting, next }) !== undefined;
  return {
    isQueued: isOfThis && offered.isAnswered !== true && elapsedMs(offered.at, now) <= FRESH_MS,
    droppedAt: isDropped ? offered.at : undefined,
    hasWaited: waiting?.reason === 'at_capacity',
  };
}

/** The record of a ticket that was offered under this run id; nothing that people would see changes. */
export function withOffer(record: TicketRecord, runId: string, at: Instant): TicketRecord {
  return { ...record, offered: { runId, at } };
}

/** Why dispatch-run did not admit a candidate. */
export interface Refusal {
  reason: Extract<WaitReason, 'at_capacity' | 'not_admitted' | 'dispatched_recently' | 'budget_spent'>;
  detail: string;
  /** When the phase was dispatched, where the 24-hour rule holds it. */
  dispatchedAt?: Instant | undefined;
  /** The budget that is used up, where that is the reason. */
  budget?: SpentBudget | undefined;
}

interface RefusedWork {
  runId: string;
  phase: Phase;
  mappingId: string;
  bucketId: string | undefined;
}

/**
 * The record of a ticket whose candidate was looked at and not admitted; undefined where the record asks for something
 * else by now. What was not admitted for a reason of its own keeps that reason while there is no room.
 */
export function withRefusal(
  record: TicketRecord,
  work: RefusedWork,
  { refusal, at }: { refusal: Refusal | undefined; at: Instant },
): TicketRecord | undefined {
  const { offered = { runId: work.runId, at }, next, waiting } = record;
  if (offered.runId !== work.runId || (next !== undefined && next.runId !== work.runId)) return undefined;
  const answered = { ...record, offered: { ...offered, isAnswered: true } };
  const isKnown = refusal?.reason === 'at_capacity' && standingRefusal(record) !== undefined;
  if (refusal === undefined || isKnown) return answered;
  const { reason, detail, dispatchedAt, budget } = refusal;
  const { phase, mappingId, bucketId } = work;
  const { priority = null, createdAt = record.createdAt } = waiting ?? {};
  const now: Waiting = { reason, detail, priority, createdAt, mappingId, bucketId, phase, ...(budget && { budget }) };
  const isSame = waiting?.reason === reason && waiting.detail === detail;
  return {
    ...answered,
    waiting: now,
    dispatchedAt: dispatchedAt === undefined ? record.dispatchedAt : { ...record.dispatchedAt, [phase]: dispatchedAt },
    updatedAt: isSame ? record.updatedAt : at,
  };
}
