import * as z from 'zod';
import { COMMENT_KINDS, commentName, pullRequestName } from '../domain/follow-ups/pull-request-record.ts';
import { TRACKERS } from '../domain/ticket.ts';
import { PhaseSchema } from './runner.ts';

const ticket = { tracker: z.enum(TRACKERS), ticketId: z.string().min(1) };

/** A pull request by its names on GitHub and its number. */
const PullRequest = z.object({ owner: z.string().min(1), repo: z.string().min(1), number: z.int().min(1) });
const pullRequest = { ...ticket, pull: PullRequest };
/** What tells two events of one kind apart: the delivery's guid, or the id of the request that brought it. */
const arrival = { arrivalId: z.string().min(1).max(64) };

/** A message of the `candidates` queue: ids only; the text is read from the tracker by whoever admits. */
export const Candidate = z.object({
  ...ticket,
  runId: z.string().length(26),
  phase: PhaseSchema,
  mappingId: z.string(),
  attempt: z.int().min(1).max(3),
  retryOf: z.string().optional(),
  /** A person asked for it: the trigger need not stand on the ticket. */
  isExplicit: z.boolean().optional(),
  /** On a follow-up: its pull request. */
  pull: PullRequest.optional(),
  offeredAt: z.iso.datetime(),
});
export type Candidate = z.infer<typeof Candidate>;

/** A comment, and who wrote it as the event tells; an insider has some part in the repository, and is answered when refused. */
const commented = {
  author: z.object({ login: z.string().min(1).max(64), isInsider: z.boolean() }),
  comment: z.object({ kind: z.enum(COMMENT_KINDS), commentId: z.string().regex(/^[1-9][0-9]{0,19}$/) }),
};

const TIMER_KINDS = [
  ...(['check-run', 'show-ticket', 'offer-next'] as const),
  ...(['offer-follow-up', 'answer-pull-request', 'take-comment'] as const),
] as const;
/** A moment at which to look at a ticket, at one run or at a pull request of it again. A reminder, not a fact. */
export const Timer = z.object({
  kind: z.enum(TIMER_KINDS),
  dueAt: z.iso.datetime(),
  ...ticket,
  /** With `check-run`. */
  runId: z.string().optional(),
  /** With `offer-follow-up`, `answer-pull-request` and `take-comment`. */
  pull: PullRequest.optional(),
  /** With `take-comment`. */
  author: commented.author.optional(),
  comment: commented.comment.optional(),
});
export type Timer = z.infer<typeof Timer>;

/** A message of `lifecycle.fifo`. Events say what happened; the records say what is true. */
export const LifecycleEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('RunAdmitted'), ...ticket, runId: z.string() }),
  z.object({ type: z.literal('RunReported'), ...ticket, runId: z.string() }),
  z.object({ type: z.literal('PullRequestOpened'), ...ticket, runId: z.string() }),
  z.object({ type: z.literal('RunEnded'), ...ticket, runId: z.string() }),
  /** A person's marker seems to approve the plan of the run `runId`; seen anew by every poll until it was looked at. */
  z.object({ type: z.literal('PlanApproved'), ...ticket, runId: z.string(), seenAt: z.iso.datetime() }),
  /** The ticket says something else than the plan of the run `runId` was made for. */
  z.object({ type: z.literal('PlanOutdated'), ...ticket, runId: z.string(), seenAt: z.iso.datetime() }),
  /** Somebody wrote on a pull request of ours; what, and whether they may ask for work, is read from GitHub. */
  z.object({
    type: z.literal('PullRequestCommented'),
    ...pullRequest,
    ...commented,
    ...arrival,
  }),
  /** A pull request of ours was closed, reopened, made ready, or is meant for another branch; read anew. */
  z.object({ type: z.literal('PullRequestChanged'), ...pullRequest, ...arrival }),
  /** GitHub says that the workflow run of this run is over; a run that did not report ends with its conclusion. */
  z.object({ type: z.literal('WorkflowRunEnded'), runId: z.string().length(26), ...arrival }),
  /** The ticket of an open record is not as that record would have it: somebody is to look at both. `runId`: its newest run. */
  z.object({ type: z.literal('TicketChanged'), ...ticket, runId: z.string(), seenAt: z.iso.datetime() }),
  z.object({ type: z.literal('TimerDue'), timer: Timer }),
]);
export type LifecycleEvent = z.infer<typeof LifecycleEvent>;

/** What a timer is about: the run or the pull request, else the ticket. */
export function timerSubject(timer: Timer): string {
  const comment = timer.comment === undefined ? '' : ` ${commentName(timer.comment)}`;
  if (timer.pull !== undefined) return `${pullRequestName(timer.pull)}${comment}`;
  return timer.runId ?? `${timer.tracker}#${timer.ticketId}`;
}

/** The event's own identity: its deduplication id, unless it is sent again on purpose. */
export function eventId(event: LifecycleEvent): string {
  if ('arrivalId' in event) return `${event.type}-${event.arrivalId}`;
  if ('seenAt' in event) return `${event.type}-${event.runId}-${event.seenAt}`;
  if (event.type !== 'TimerDue') return `${event.type}-${event.runId}`;
  return `TimerDue-${event.timer.kind}-${timerSubject(event.timer)}-${event.timer.dueAt}`;
}

/** Events of one ticket stay in order. Whoever tells of a workflow run's end knows no more than the run's id. */
export function eventGroup(event: LifecycleEvent): string {
  if (event.type === 'WorkflowRunEnded') return `run#${event.runId}`;
  const { tracker, ticketId } = event.type === 'TimerDue' ? event.timer : event;
  return `${tracker}#${ticketId}`;
}
