import type { TicketPlan } from './plan.ts';
import type { Phase } from './run.ts';
import type { TicketRef } from './ticket.ts';
import type { Instant } from './time.ts';

export const TICKET_STATUSES = [
  'ready',
  'planning',
  'plan_complete',
  'awaiting_approval',
  'planning_failed',
  'implementing',
  'implementation_failed',
  'pr_ready',
  'merged',
  'closed',
  'cancelled',
  'parked',
] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

/** Why a marked ticket is not running. */
export const WAIT_REASONS = [
  'no_mapping',
  'ambiguous_mapping',
  'paused',
  'suspended',
  'blocked_by',
  'at_capacity',
  'dispatched_recently',
  'parked',
  'awaiting_approval',
  'back_off',
  'model_limit',
  'budget_spent',
  'trigger_removal_pending',
  'not_admitted',
  'pull_request_open',
  'stale_label',
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** Kept on the record for the admin UI, and so that a freed slot can be offered without waiting for a poll. */
export interface Waiting {
  reason: WaitReason;
  /** A sentence for people: which tickets block, until when, what to do. */
  detail: string;
  priority: number | null;
  createdAt: Instant;
  bucketId?: string | undefined;
  mappingId?: string | undefined;
  phase?: Phase | undefined;
  /** With `blocked_by`: keys of the tickets that block it. */
  blockedBy?: string[] | undefined;
  /** With `budget_spent`: whose budget, and how much it was then. */
  budget?: SpentBudget | undefined;
}

/** A budget that refused a run; of a day, the one on which it did. */
export interface SpentBudget {
  of: 'ticket' | 'day';
  limitUsd: number;
  day: string;
}

/** The newest offer of a ticket to dispatch-run; it stands until a run is admitted. */
interface Offered {
  runId: string;
  at: Instant;
  /** dispatch-run looked at it, and did not admit it; `waiting` says why. */
  isAnswered?: boolean | undefined;
}

/** Work that our own table asks for; stands until a run with this id is admitted. */
export interface NextRun {
  runId: string;
  phase: Phase;
  mappingId: string;
  bucketId: string;
  attempt: number;
  retryOf?: string | undefined;
  notBefore: Instant;
  /** It waits for a usage limit of the model to be lifted. */
  isQuotaWait?: boolean | undefined;
  /** With `isQuotaWait`: which credential met that limit. */
  limitedCredential?: string | undefined;
  /** A person asked for it in the admin UI: it needs no trigger on the ticket. */
  isExplicit?: boolean | undefined;
}

/** A comment that is wanted on the ticket and not yet known to be shown. `commentId` is a UUID v4 of ours. */
export interface WantedComment {
  commentId: string;
  body: string;
  /** When a try first failed that may have had its effect: what people wrote into the comment since is left alone. */
  triedAt?: Instant | undefined;
}

/** Something wanted on the ticket that its tracker did not take so far, for people and for the next try. */
export interface Unshown {
  /** `markers`, or the id of a comment. */
  what: string;
  /** How people know it: `markers`, or the first line of a comment. */
  subject: string;
  /** With `markers`: the stage that they are to show. */
  stage?: MarkerStage | undefined;
  /** A sentence for people; holds no ticket text. */
  reason: string;
  /** When it failed first, or was refused first. */
  since: Instant;
  /** Tries in which the tracker refused it for good. */
  refusals: number;
  /** Not tried any more by itself: its tracker goes on refusing it. */
  isGivenUp: boolean;
  /** A comment of its own says so on the ticket. */
  isTold?: boolean | undefined;
  /** A section of the plan, so that nobody can have read the plan. */
  isPlan?: boolean | undefined;
}

/** One ticket as we know it: status, what comes next, and the outbox (what is wanted on the tracker and what is shown). */
export interface TicketRecord extends TicketRef {
  key: string;
  title: string;
  url: string;
  status: TicketStatus;
  mappingId?: string | undefined;
  bucketId?: string | undefined;
  /** The newest run of the ticket that this record has taken in. */
  runId?: string | undefined;
  /** When that run was admitted. */
  runAt?: Instant | undefined;
  /** The newest run whose end this record has taken in. */
  endedRunId?: string | undefined;
  /** The newest plan; while the ticket is planned anew, the one before. */
  plan?: TicketPlan | undefined;
  prUrl?: string | undefined;
  /** The follow-up on the pull request that is under way. */
  followUpRunId?: string | undefined;
  /** When that was last found open although its ticket looked as if it were not. */
  prOpenAt?: Instant | undefined;
  /** When its pull request was seen closed without being merged; absent once it was reopened. */
  prClosedAt?: Instant | undefined;
  /** Its pull request is merged, and its mapping leaves what becomes of the ticket to people. */
  isLeftOpen?: boolean | undefined;
  /** Pull requests of earlier rounds, merged or closed since; the next one comes from another branch. */
  pastPrUrls?: string[] | undefined;
  /** When each phase was last dispatched, for people; the dispatch record decides. */
  dispatchedAt: Partial<Record<Phase, Instant>>;
  failureReason?: string | undefined;
  /** Failures of substance in a row, by phase. */
  failuresInARow: Partial<Record<Phase, number>>;
  waiting?: Waiting | undefined;
  next?: NextRun | undefined;
  offered?: Offered | undefined;
  comments: WantedComment[];
  /** The stage whose markers the tracker is known to show; `unknown` once something happened that changes them. */
  shownStage: MarkerStage | 'unknown';
  shownAt?: Instant | undefined;
  /** Tries to show what is wanted that failed in a row. */
  showFailures: number;
  /** What the tracker did not take, given up or to be tried again; absent in calm weather. */
  unshown?: Unshown[] | undefined;
  /** When the timer is due that tries again; the ticket has no other of its kind. */
  remindAt?: Instant | undefined;
  version: number;
  createdAt: Instant;
  updatedAt: Instant;
}

/** The record of a ticket of which nothing has happened yet. */
export function newTicketRecord(
  { tracker, ticketId, key, title, url }: TicketRef & Pick<TicketRecord, 'key' | 'title' | 'url'>,
  now: Instant,
): TicketRecord {
  return {
    ...{ tracker, ticketId, key, title, url },
    status: 'ready',
    dispatchedAt: {},
    failuresInARow: {},
    comments: [],
    shownStage: 'ready',
    showFailures: 0,
    version: 0,
    createdAt: now,
    updatedAt: now,
  };
}

/** The record that wants one more comment said; a comment of the same id says the newest. */
export function withComment(record: TicketRecord, comment: WantedComment): TicketRecord {
  const others = record.comments.filter(({ commentId }) => commentId !== comment.commentId);
  const wanted = { ...record, comments: [...others, comment] };
  if (!record.unshown?.some(({ what }) => what === comment.commentId)) return wanted;
  return { ...wanted, unshown: record.unshown.filter(({ what }) => what !== comment.commentId) };
}

/** The stages of the marker table in which a ticket's markers can be; `ready` also before we ever touched it. */
export const MARKER_STAGES = [
  'ready',
  'planning',
  'plan_complete',
  'awaiting_approval',
  'implementing',
  'pr_ready',
  'following_up',
  'merged',
  'closed',
  'planning_failed',
  'implementation_failed',
  'cancelled',
] as const;
export type MarkerStage = (typeof MARKER_STAGES)[number];

/** The markers that a stage wants: computed from the record as it is now, never from a message. */
export function stageOf(
  record: Pick<TicketRecord, 'status' | 'failuresInARow' | 'plan' | 'followUpRunId' | 'prClosedAt'>,
): MarkerStage {
  switch (record.status) {
    // Where one value is all that is shown, nothing else would say that its plan is approved.
    case 'ready':
      return record.plan?.approval === undefined ? 'ready' : 'plan_complete';
    case 'pr_ready':
      return record.followUpRunId === undefined ? 'pr_ready' : 'following_up';
    case 'parked':
      return (record.failuresInARow.planning ?? 0) >= PARK_AFTER ? 'planning_failed' : 'implementation_failed';
    // A ticket that a person closed is left as it is.
    case 'closed':
      return record.prClosedAt === undefined ? 'pr_ready' : 'closed';
    default:
      return record.status;
  }
}

/** Failures of substance of one phase in a row that park a ticket. */
export const PARK_AFTER = 3;

/** Whose mapping's the ticket is: of what comes next, else of what it waits for, else of what it last was. */
export function mappingIdOf({ next, waiting, mappingId }: TicketRecord): string | undefined {
  return next?.mappingId ?? waiting?.mappingId ?? mappingId;
}
