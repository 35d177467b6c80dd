import type { TicketRef } from '../ticket.ts';
import type { Instant } from '../time.ts';

/** A pull request by its repository's names and its number. GitHub's names are the same in any capitals. */
export interface PullRequestId {
  owner: string;
  repo: string;
  number: number;
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

export type PullRequestState = 'open' | 'closed' | 'merged';

/** One pull request of ours as we know it: whose ticket it is, what comes next on it, and what is wanted on it. */
export interface PullRequestRecord extends PullRequestId, TicketRef {
  mappingId: string;
  /** The branch that holds the work, and the one that it is meant for. */
  head: string;
  base: string;
  url: string;
  state: PullRequestState;
  next?: NextFollowUp | undefined;
  /** The follow-up that was admitted last, with what it was to answer. */
  current?: Pick<NextFollowUp, 'runId' | 'requests'> | undefined;
  /** The newest follow-up whose end this record has taken in. */
  endedRunId?: string | undefined;
  /** When follow-ups were admitted, within the last 24 hours. */
  followUpsAt: Instant[];
  /** Comments that were looked at, newest last, so that none is taken twice. */
  seenComments: string[];
  wanted: WantedAnswer[];
  /** Tries to bring what is wanted that failed in a row. */
  answerFailures: number;
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
