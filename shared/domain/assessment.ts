import { isApprovalSeen, isPlanRejected, phaseDue, TRACKER_LAG_MS } from './approval.ts';
import { bucketIdOf, holdOf, type ProjectMapping } from './mapping.ts';
import { type LimitInForce, limitOf, limitWords } from './model-limits.ts';
import { areMarkersSettled, isPlanReadable } from './outbox.ts';
import { RECENT_MS } from './run.ts';
import type { Offer } from './selection.ts';
import type { Ticket } from './ticket.ts';
import { type NextRun, stageOf, type TicketRecord, type TicketStatus, type WaitReason } from './ticket-record.ts';
import { elapsedMs, type Instant, plus } from './time.ts';

/** What the poll makes of one marked ticket. */
export type Assessment =
  /** It runs, or waits for people: nothing for the poll to do. */
  | { verdict: 'leave' }
  | { verdict: 'wait'; reason: WaitReason; detail: string }
  /** Its plan seems to be approved: somebody is to look at ticket and plan as they are now. */
  | { verdict: 'review' }
  | { verdict: 'offer'; offer: Offer; mapping: ProjectMapping; next?: NextRun; isRetryWish: boolean };

export interface AssessedTicket {
  ticket: Ticket;
  record: TicketRecord | undefined;
  /** The one that a run would be admitted under: that of its next run, else the one that covers it. */
  mapping: ProjectMapping | undefined;
  /** Names of mappings that cover the ticket equally narrowly; more than one is an error that people must mend. */
  rivals?: readonly string[];
  /** The usage limit of the model that holds the mapping's runs. */
  limit?: LimitInForce | undefined;
  /** The budget that refused its run before would again. */
  isBudgetSpent?: boolean | undefined;
  now: Instant;
  /** When the listing began that told the ticket: what we wrote since is not in it. Default: `now`. */
  seenAt?: Instant;
  /** Whether a trigger put back after a failure lifts the 24-hour rule. */
  isRetryByMarking: boolean;
}

/** Says of a ticket that bears the trigger whether it is due, and if not, why. */
export function assess(input: AssessedTicket): Assessment {
  const { record, mapping } = input;
  if (isSettledOrRunning(input)) return hasStaleLabel(input) ? wait('stale_label', STALE_LABEL) : { verdict: 'leave' };
  if (record?.next !== undefined) return assessNext(input, record.next);
  if (mapping === undefined) return wait('no_mapping', `no project mapping covers team ${input.ticket.teamKey}`);
  const hold = holdOfRivals(input.rivals ?? []) ?? waitOfHold(mapping);
  if (hold !== undefined) return hold;
  if (record?.status === 'awaiting_approval' && !isPlanRejected(record, input.ticket, seenAtOf(input)))
    return assessPlan(input, mapping, record);
  if (input.ticket.blockedBy.length > 0) return wait('blocked_by', `blocked by ${input.ticket.blockedBy.join(', ')}`);
  return assessFresh(input, mapping);
}

function seenAtOf({ now, seenAt = now }: AssessedTicket): Instant {
  return seenAt;
}

/** In these a run is under way, or there is a pull request, of which somebody is to look at first. */
const LEFT_STATUSES: readonly TicketStatus[] = ['planning', 'implementing', 'pr_ready', 'merged', 'closed'];

function isSettledOrRunning({ ticket, record }: AssessedTicket): boolean {
  if (record?.next !== undefined) return false;
  if (record !== undefined && LEFT_STATUSES.includes(record.status)) return true;
  const isOurRemovalPending = record !== undefined && isFailed(record);
  return (
    !isOurRemovalPending &&
    record?.status !== 'parked' &&
    (['working', 'planning', 'ready_for_review'] as const).some((marker) => ticket.markers.includes(marker))
  );
}

const STALE_LABEL =
  'it says that it runs or waits for review, and nothing of ours does; take that label off to let it run';

/** Whether it says that it runs, though none of our runs said so and nothing of ours is about to take it back. */
function hasStaleLabel({ record }: AssessedTicket): boolean {
  return record === undefined || (record.status === 'ready' && areMarkersSettled(record));
}

function holdOfRivals(rivals: readonly string[]): Assessment | undefined {
  if (rivals.length < 2) return undefined;
  return wait(
    'ambiguous_mapping',
    `the mappings ${rivals.join(' and ')} cover this ticket equally narrowly; change one`,
  );
}

function waitOfHold(mapping: ProjectMapping): Assessment | undefined {
  const hold = holdOf(mapping);
  return hold && wait(hold.reason, hold.detail);
}

/** In the words in which its run was refused: they are told anew where the numbers are looked at. */
function waitOfBudget({ record, isBudgetSpent }: AssessedTicket): Assessment | undefined {
  const { waiting } = record ?? {};
  return isBudgetSpent === true && waiting !== undefined ? wait('budget_spent', waiting.detail) : undefined;
}

/** A next run keeps the mapping that it was asked for under, whatever covers its ticket by now. */
function assessNext(input: AssessedTicket, next: NextRun): Assessment {
  const { ticket, mapping, limit, now } = input;
  if (mapping === undefined) return wait('no_mapping', 'the project mapping of its next run was deleted');
  const hold = waitOfHold(mapping);
  if (hold !== undefined) return hold;
  if (next.notBefore > now) {
    if (next.isQuotaWait === true) return wait('model_limit', limitWords(limitOf(next)));
    return wait('back_off', `attempt ${next.attempt} follows at ${next.notBefore}`);
  }
  // Who asks for a run in the admin UI may know that the credential was replaced.
  if (limit !== undefined && next.isExplicit !== true) return wait('model_limit', limitWords(limit));
  const spent = waitOfBudget(input);
  if (spent !== undefined) return spent;
  const offer = { ...offerOf(ticket, bucketIdOf(mapping)), phase: next.phase, isContinuing: true };
  return { verdict: 'offer', offer, mapping, next, isRetryWish: false };
}

/** What the poll sees only wakes somebody: the listing has neither description nor plan. */
function assessPlan(
  { ticket, now, seenAt = now }: AssessedTicket,
  mapping: ProjectMapping,
  record: TicketRecord,
): Assessment {
  // A ticket that moved meanwhile goes on with the mapping that planned it.
  const isDue = mapping.mappingId === record.mappingId && mapping.autoApprovePlans && isPlanReadable(record);
  if (isDue || isApprovalSeen(record, ticket, seenAt)) return { verdict: 'review' };
  return wait('awaiting_approval', 'the plan waits for approval by a person');
}

function assessFresh(input: AssessedTicket, mapping: ProjectMapping): Assessment {
  const { record, ticket, now } = input;
  if (record?.status === 'parked') {
    return wait('parked', 'it failed three times in a row; an admin can unpark it in the admin UI');
  }
  const isFailedTicket = record !== undefined && isFailed(record);
  if (isFailedTicket && !isTriggerNew(record, seenAtOf(input))) {
    return wait(
      'trigger_removal_pending',
      'the last run failed, and the tracker has yet to confirm that the trigger is off',
    );
  }
  const isRetryWish = isFailedTicket && input.isRetryByMarking;
  const phase = phaseDue(record, ticket, mapping) ?? 'planning';
  const recent = record?.dispatchedAt[phase];
  if (!isRetryWish && recent !== undefined && elapsedMs(recent, now) < RECENT_MS) {
    return wait('dispatched_recently', `dispatched at ${recent}; again after ${plus(recent, RECENT_MS)}`);
  }
  if (input.limit !== undefined) return wait('model_limit', limitWords(input.limit));
  const spent = waitOfBudget(input);
  if (spent !== undefined) return spent;
  return { verdict: 'offer', offer: { ...offerOf(ticket, bucketIdOf(mapping)), phase }, mapping, isRetryWish };
}

function isFailed(record: TicketRecord): boolean {
  return ['planning_failed', 'implementation_failed', 'cancelled'].includes(record.status);
}

/** A trigger on a failed ticket is a wish only once the tracker has shown that we took the old one off. */
function isTriggerNew(record: TicketRecord, seenAt: Instant): boolean {
  return (
    record.shownStage === stageOf(record) &&
    record.shownAt !== undefined &&
    elapsedMs(record.shownAt, seenAt) >= TRACKER_LAG_MS
  );
}

function offerOf(ticket: Ticket, bucketId: string): Offer {
  const { ticketId, priority, createdAt } = ticket;
  return { ticketId, bucketId, phase: 'implementation', isContinuing: false, priority, createdAt };
}

function wait(reason: WaitReason, detail: string): Assessment {
  return { verdict: 'wait', reason, detail };
}
