import * as z from 'zod';
import { COMMENT_KINDS } from '../domain/follow-ups/pull-request-record.ts';
import { TRACKERS } from '../domain/ticket.ts';
import { PhaseSchema } from './runner.ts';

const ticket = { tracker: z.enum(TRACKERS), ticketId: z.string().min(1) };

const repositoryName = { owner: z.string().min(1), repo: z.string().min(1) };
/** A pull request by the name under which its record is kept, and its number. */
const PullRequest = z.object({ ...repositoryName, number: z.int().min(1) });
const pullRequest = { ...ticket, pull: PullRequest };
/** What tells two events of one kind apart: the delivery's guid, or the id of the request that brought it. */
const arrival = { arrivalId: z.string().min(1).max(64) };
/** When GitHub's webhook brought it; absent where it came by another way. */
const delivery = { ...arrival, deliveredAt: z.iso.datetime().optional() };

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
  ...([
    'offer-follow-up',
    'answer-pull-request',
    'take-comment',
    'read-pull-request',
    'list-moved',
    'look-for-feedback',
  ] as const),
  'take-notice',
] as const;
/** A moment at which to look at a ticket, at one run or at a pull request of it again. A reminder, not a fact. */
const TicketTimer = z.object({
  kind: z.enum(TIMER_KINDS),
  dueAt: z.iso.datetime(),
  ...ticket,
  /** With `check-run`. */
  runId: z.string().optional(),
  /** With `offer-follow-up`, `answer-pull-request`, `take-comment`, `read-pull-request`, `list-moved` and `look-for-feedback`. */
  pull: PullRequest.optional(),
  /** With `list-moved`, which is about the repository of that pull request of ours: what moved since. */
  since: z.iso.datetime().optional(),
  /** With `take-comment`. */
  author: commented.author.optional(),
  comment: commented.comment.optional(),
});
export type TicketTimer = z.infer<typeof TicketTimer>;

/** A moment at which to look at the repository of a mapping again. */
const MappingTimer = z.object({
  kind: z.literal('look-at-mapping'),
  dueAt: z.iso.datetime(),
  mappingId: z.string().min(1),
  /** GitHub's number for the repository, as an event told it. */
  repositoryId: z.string().optional(),
});

/** A moment at which to look for deliveries of GitHub's webhook that failed, or for machines that nobody needs. */
const SystemTimer = z.object({ kind: z.enum(['redeliver', 'sweep-machines']), dueAt: z.iso.datetime() });

export const Timer = z.discriminatedUnion('kind', [TicketTimer, MappingTimer, SystemTimer]);
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
    ...delivery,
  }),
  /** Somebody with some part in a repository wrote a command on a pull request of it that is none of ours, as far as is known. */
  z.object({
    type: z.literal('ForeignPullRequestCommented'),
    pull: PullRequest.extend({ repositoryId: z.string().optional() }),
    ...commented,
    ...delivery,
  }),
  /**
   * Something was said on a pull request of ours, or changed or taken back: it is looked at once that is quiet. `written`: the text that
   * it is about, where it is about one whose author is known.
   */
  z.object({
    type: z.literal('PullRequestSpoken'),
    ...pullRequest,
    written: z.object({ ...commented, isBot: z.boolean() }).optional(),
    ...delivery,
  }),
  /**
   * Something happened to a pull request of ours: to its state, its branches, or what was said and checked about it. A wake-up: it is
   * read anew.
   */
  z.object({ type: z.literal('PullRequestChanged'), ...pullRequest, ...delivery }),
  /** GitHub says that the workflow run of this run is over; a run that did not report ends with its conclusion. */
  z.object({ type: z.literal('WorkflowRunEnded'), runId: z.string().length(26), ...delivery }),
  /** A repository was renamed, moved, archived or the like; its mappings are looked at anew. */
  z.object({
    type: z.literal('RepositoryChanged'),
    repositoryId: z.string().regex(/^[1-9][0-9]{0,19}$/),
    ...repositoryName,
    /** What it was called until now, where that is told. */
    formerly: z.object(repositoryName).optional(),
    ...delivery,
  }),
  /** What our App may reach changed; mappings of this owner are looked at anew, or all where nobody told whose it is. */
  z.object({ type: z.literal('InstallationChanged'), owner: z.string().min(1).optional(), ...delivery }),
  /** The ticket of an open record is not as that record would have it: somebody is to look at both. `runId`: its newest run. */
  z.object({ type: z.literal('TicketChanged'), ...ticket, runId: z.string(), seenAt: z.iso.datetime() }),
  /**
   * A tracker told that something happened to the ticket. A wake-up: the ticket is read anew. `organizationId`: of whose workspace it is,
   * where that is told.
   */
  z.object({
    type: z.literal('TicketNoticed'),
    ...ticket,
    organizationId: z.string().min(1).max(64).optional(),
    ...arrival,
    heardAt: z.iso.datetime(),
  }),
  /** An admin took back the stop of all runs that this run was part of. */
  z.object({
    type: z.literal('StopUndone'),
    ...ticket,
    runId: z.string(),
    stopId: z.string(),
    seenAt: z.iso.datetime(),
  }),
  /** A run of the ticket was not admitted since a budget is used up: its ticket's, or that of a day of a mapping. */
  z.object({
    type: z.literal('BudgetSpent'),
    ...ticket,
    runId: z.string(),
    mappingId: z.string(),
    budget: z.object({ of: z.enum(['ticket', 'day']), limitUsd: z.number(), day: z.iso.date() }),
  }),
  /** Somebody did something: advance-run alone writes the audit log. Words of admins stand here, and none of tickets. */
  z.object({
    type: z.literal('Audited'),
    entry: z.object({
      entryId: z.string().min(1),
      at: z.iso.datetime(),
      actor: z.string(),
      action: z.string(),
      subject: z.string(),
      detail: z.string().optional(),
    }),
  }),
  z.object({ type: z.literal('TimerDue'), timer: Timer }),
]);
export type LifecycleEvent = z.infer<typeof LifecycleEvent>;
