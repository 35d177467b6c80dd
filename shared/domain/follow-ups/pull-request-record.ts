import type { TicketRef } from '../ticket.ts';
import type { Instant } from '../time.ts';

/**
 * A pull request by its repository's names and its number. GitHub's names are the same in any capitals. What our record is kept under
 * stays as it was when the record was made, whatever the repository is called by now.
 */
export interface PullRequestId {
  owner: string;
  repo: string;
  number: number;
}

/** A pull request as somebody names it now: GitHub's number for the repository stays when that is renamed, and is no other's. */
export interface NamedPullRequest extends PullRequestId {
  repositoryId?: string | undefined;
}

/** How a pull request is written as one text, for keys and message groups. */
export function pullRequestName({ owner, repo, number }: PullRequestId): string {
  return `${owner}/${repo}#${number}`.toLowerCase();
}

/** The three places of a pull request in which people write: its conversation, a line of its diff, and a review's text. */
export const COMMENT_KINDS = ['conversation', 'inline', 'review'] as const;
export type CommentKind = (typeof COMMENT_KINDS)[number];

/** One comment of a pull request, by GitHub's number for it, which may exceed 2^53. */
export interface CommentRef {
  kind: CommentKind;
  commentId: string;
}

export function commentName({ kind, commentId }: CommentRef): string {
  return `${kind}:${commentId}`;
}

/** A person's `/ai-implement` that was accepted. */
export interface FollowUpRequest extends CommentRef {
  /** The login of who asked. */
  by: string;
  at: Instant;
  /** Untrusted text; may be empty. */
  instruction: string;
}

/** A follow-up that is wanted; stands until its run is admitted. */
export interface NextFollowUp {
  runId: string;
  attempt: number;
  retryOf?: string | undefined;
  notBefore: Instant;
  /** What the run is to answer. */
  requests: FollowUpRequest[];
}

/** What is wanted on the pull request and not yet known to be there. */
export type WantedAnswer =
  /** 👀 on a comment. */
  | ({ what: 'seen' } & CommentRef)
  /** A comment of ours; `answerId` is found again in it, so that it is said once. */
  | { what: 'say'; answerId: string; body: string };

/** What GitHub said of somebody. */
export interface KnownRight {
  login: string;
  mayWrite: boolean;
  at: Instant;
}

export const PULL_REQUEST_STATES = ['open', 'closed', 'merged'] as const;
export type PullRequestState = (typeof PULL_REQUEST_STATES)[number];

/** One pull request of ours as we know it: whose ticket it is, what comes next on it, and what is wanted on it. */
export interface PullRequestRecord extends PullRequestId, TicketRef {
  mappingId: string;
  /** GitHub's number for the repository; absent until GitHub told it. */
  repositoryId?: string | undefined;
  /** What the repository is called since it was renamed or moved. */
  renamedTo?: { owner: string; repo: string } | undefined;
  /** The branch that holds the work, and the one that it is meant for. */
  head: string;
  base: string;
  /** The newest commit of `head` that we know of. */
  headSha?: string | undefined;
  url: string;
  state: PullRequestState;
  /** As it was when it was last read or told of; absent where neither happened yet. */
  isDraft?: boolean | undefined;
  next?: NextFollowUp | undefined;
  /** The follow-up that was admitted last, with what it was to answer. */
  current?: Pick<NextFollowUp, 'runId' | 'requests'> | undefined;
  /** The newest follow-up whose end this record has taken in. */
  endedRunId?: string | undefined;
  /** When follow-ups were admitted, within the last 24 hours. */
  followUpsAt: Instant[];
  /** When follow-ups began that nobody asked for but the findings, within the last 24 hours; without repeats. */
  automaticAt?: Instant[] | undefined;
  /** When it is to be looked at next for feedback, and since when it is known that there is some. */
  lookDueAt?: Instant | undefined;
  wokenAt?: Instant | undefined;
  /** When somebody was last heard to say something: what lists lag behind may not show it yet. */
  heardAt?: Instant | undefined;
  /** When it was looked at last. */
  lookedAt?: Instant | undefined;
  /** When GitHub was asked about it, within the last minute. */
  readsAt?: Instant[] | undefined;
  /** Who may write to the repository and who may not, as GitHub said then. */
  rights?: KnownRight[] | undefined;
  /** Comments that were looked at, newest last, so that none is taken twice. */
  seenComments: string[];
  wanted: WantedAnswer[];
  /** Tries to bring what is wanted that failed in a row. */
  answerFailures: number;
  /** The budget of dollars that people were last told is used up. */
  toldBudget?: string | undefined;
  /** When GitHub's webhook last brought something of it. */
  deliveredAt?: Instant | undefined;
  /** When it was merged or closed, as GitHub says; absent while it is open. */
  overAt?: Instant | undefined;
  /** When it was last read from GitHub. */
  reconciledAt?: Instant | undefined;
  version: number;
  createdAt: Instant;
  updatedAt: Instant;
}

/** More than these are forgotten, oldest first; GitHub repeats deliveries for three days at most. */
export const SEEN_COMMENTS_LIMIT = 500;
/** Requests that one run answers, and answers that one record may want; what is over is taken and not marked as seen. */
export const REQUESTS_LIMIT = 20;
/** Characters of all instructions that one run is given. */
export const INSTRUCTIONS_LIMIT = 16_000;

/** What a run tells of its pull request. */
export type OpenedPullRequest = Pick<
  PullRequestRecord,
  'owner' | 'repo' | 'number' | 'tracker' | 'ticketId' | 'mappingId' | 'head' | 'base' | 'url'
>;

/** The record of a pull request that was just opened. */
export function newPullRequestRecord(opened: OpenedPullRequest, now: Instant): PullRequestRecord {
  return {
    ...opened,
    state: 'open',
    followUpsAt: [],
    seenComments: [],
    wanted: [],
    answerFailures: 0,
    version: 0,
    createdAt: now,
    updatedAt: now,
  };
}

/** Where GitHub has the pull request now, as far as we know. */
export function addressOf({ owner, repo, number, repositoryId, renamedTo }: PullRequestRecord): NamedPullRequest {
  return { owner, repo, ...renamedTo, number, repositoryId };
}

/** A pull request as GitHub shows it. */
export interface PullRequestView {
  /** The number of the repository, and what it is called. */
  repositoryId: string;
  owner: string;
  repo: string;
  state: PullRequestState;
  isDraft: boolean;
  /** The branch that holds the work, its newest commit, and the branch that it is meant for. */
  head: string;
  headSha: string;
  base: string;
  /** When it was merged or closed. */
  overAt?: Instant | undefined;
}

/** Whether two names are of one repository: in any capitals. */
export function isSameRepository(one: RepositoryNames, other: RepositoryNames): boolean {
  return `${one.owner}/${one.repo}`.toLowerCase() === `${other.owner}/${other.repo}`.toLowerCase();
}

type RepositoryNames = Pick<PullRequestId, 'owner' | 'repo'>;
