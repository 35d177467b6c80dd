import { bucketIdOf, type ProjectMapping } from './mapping.ts';
import { RECENT_MS } from './run.ts';
import type { Offer } from './selection.ts';
import type { Ticket } from './ticket.ts';
import { type NextRun, stageOf, type TicketRecord, type WaitReason } from './ticket-record.ts';
import { elapsedMs, type Instant, MINUTE_MS, plus } from './time.ts';

/** What the poll makes of one marked ticket. */
export type Assessment =
  /** It runs, or waits for people: nothing for the poll to do. */
  | { verdict: 'leave' }
  | { verdict: 'wait'; reason: WaitReason; detail: string }
  | { verdict: 'offer'; offer: Offer; mapping: ProjectMapping; next?: NextRun; isRetryWish: boolean };

export interface AssessedTicket {
  ticket: Ticket;
  record: TicketRecord | undefined;
  mapping: ProjectMapping | undefined;
  now: Instant;
  /** Whether a trigger put back after a failure lifts the 24-hour rule. */
  isRetryByMarking: boolean;
}

/** A listing may lag behind our own removal of the trigger; one seen sooner than this after it says nothing. */
const TRIGGER_LAG_MS = MINUTE_MS / 2;

/** Says of a ticket that bears the trigger whether it is due, and if not, why. */
export function assess(input: AssessedTicket): Assessment {
  const { record, mapping } = input;
  if (isSettledOrRunning(input)) return { verdict: 'leave' };
  if (mapping === undefined) return wait('no_mapping', `no project mapping covers team ${input.ticket.teamKey}`);
  const hold = holdOfMapping(mapping);
  if (hold !== undefined) return hold;
  if (record?.next !== undefined) return assessNext(input, mapping, record.next);
  if (input.ticket.blockedBy.length > 0) return wait('blocked_by', `blocked by ${input.ticket.blockedBy.join(', ')}`);
  return assessFresh(input, mapping);
}

function isSettledOrRunning({ ticket, record }: AssessedTicket): boolean {
  if (record?.next !== undefined) return false;
  if (record !== undefined && ['planning', 'implementing', 'pr_ready', 'merged'].includes(record.status)) return true;
  const isOurRemovalPending = record !== undefined && isFailed(record);
  return (
    !isOurRemovalPending &&
    record?.status !== 'parked' &&
    (['working', 'planning', 'ready_for_review'] as const).some((marker) => ticket.markers.includes(marker))
  );
}

function holdOfMapping(mapping: ProjectMapping): Assessment | undefined {
  if (mapping.paused) return wait('paused', `the mapping ${mapping.name} is paused`);
  if (mapping.suspended !== undefined) return wait('suspended', mapping.suspended.reason);
  return undefined;
}

function assessNext(input: AssessedTicket, mapping: ProjectMapping, next: NextRun): Assessment {
  if (next.notBefore > input.now) return wait('back_off', `attempt ${next.attempt} follows at ${next.notBefore}`);
  const offer = { ...offerOf(input.ticket, next.bucketId), phase: next.phase, isContinuing: true };
  return { verdict: 'offer', offer, mapping, next, isRetryWish: false };
}

function assessFresh(input: AssessedTicket, mapping: ProjectMapping): Assessment {
  const { record, ticket, now } = input;
  if (record?.status === 'parked') {
    return wait('parked', 'it failed three times in a row; an admin can unpark it in the admin UI');
  }
  const isFailedTicket = record !== undefined && isFailed(record);
  if (isFailedTicket && !isTriggerNew(record, now)) {
    return wait(
      'trigger_removal_pending',
      'the last run failed, and the tracker has yet to confirm that the trigger is off',
    );
  }
  const isRetryWish = isFailedTicket && input.isRetryByMarking;
  const recent = record?.dispatchedAt.implementation;
  if (!isRetryWish && recent !== undefined && elapsedMs(recent, now) < RECENT_MS) {
    return wait('dispatched_recently', `dispatched at ${recent}; again after ${plus(recent, RECENT_MS)}`);
  }
  return { verdict: 'offer', offer: offerOf(ticket, bucketIdOf(mapping)), mapping, isRetryWish };
}

function isFailed(record: TicketRecord): boolean {
  return ['planning_failed', 'implementation_failed', 'cancelled'].includes(record.status);
}

/** A trigger on a failed ticket is a wish only once the tracker has shown that we took the old one off. */
function isTriggerNew(record: TicketRecord, now: Instant): boolean {
  return (
    record.shownStage === stageOf(record) &&
    record.shownAt !== undefined &&
    elapsedMs(record.shownAt, now) >= TRIGGER_LAG_MS
  );
}

function offerOf(ticket: Ticket, bucketId: string): Offer {
  const { ticketId, priority, createdAt } = ticket;
  return { ticketId, bucketId, phase: 'implementation', isContinuing: false, priority, createdAt };
}

function wait(reason: WaitReason, detail: string): Assessment {
  return { verdict: 'wait', reason, detail };
}
