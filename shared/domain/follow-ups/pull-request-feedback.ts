import type { Instant } from '../time.ts';
import type { CommentRef, PullRequestState } from './pull-request-record.ts';

/** An account that writes on pull requests; a bot's login stands without `[bot]`, as people know it. */
export interface Account {
  login: string;
  isBot: boolean;
}

/** How a review was concluded. */
export type ReviewVerdict = 'approved' | 'changes_requested' | 'commented' | 'dismissed';

/** One text on a pull request as it stands now. */
export interface Remark extends CommentRef {
  /** Undefined where the account was deleted. */
  author: Account | undefined;
  /** Written by our App and bearing our marker: both, since a person may copy the marker. */
  isOurs: boolean;
  /** Who changed the text last, where it was changed at all; undefined where the account was deleted. */
  edited?: { by: Account | undefined } | undefined;
  /** Markdown, untrusted; empty where a review has no text. */
  body: string;
  /** Of a review. */
  verdict?: ReviewVerdict | undefined;
  /** Of an inline comment: where its thread stands, and which comment began it. */
  thread?: { threadId: string; rootId: string; isResolved: boolean } | undefined;
  /** Of an inline comment: the review that it is part of. */
  reviewId?: string | undefined;
  path?: string | undefined;
  /** The line that was commented on, as it was numbered then. */
  line?: number | undefined;
  /** People hid it, for whatever reason. */
  isHidden: boolean;
  /** The commit that it was written about; a comment in the conversation has none. */
  commit?: string | undefined;
  writtenAt: Instant;
  updatedAt: Instant;
}

/** Everything that a pull request says at one moment. */
export interface PullRequestFeedback {
  state: PullRequestState;
  isDraft: boolean;
  /** The branch that holds the work, its newest commit, and the branch that it is meant for. */
  head: string;
  headSha: string;
  base: string;
  /** When that commit was made; undefined where it is not known. */
  headCommittedAt: Instant | undefined;
  /** The newest commits of the pull request. */
  commits: string[];
  /** Oldest first. */
  remarks: Remark[];
  /** Nothing was left out; where it is false, what is not listed may still stand there. */
  isWhole: boolean;
  /** Requests that this look has cost. */
  requests: number;
}
