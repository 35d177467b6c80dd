import type { CommentRef, PullRequestId, PullRequestState } from '../domain/follow-ups/pull-request-record.ts';
import type { Instant } from '../domain/time.ts';
import type { RepositoryName } from './repository-access.ts';

/** What somebody wrote on a pull request, as it stands now. */
export interface PullRequestComment {
  /** The login of who wrote it; undefined where the account was deleted. */
  author: string | undefined;
  /** Written by our App, and not by a person who copied our marker. */
  isOurs: boolean;
  /** Markdown; empty where a review has no text. */
  body: string;
  at: Instant;
}

/** A pull request as it stands now. */
export interface PullRequestView {
  state: PullRequestState;
  isDraft: boolean;
  head: string;
  base: string;
}

/**
 * Pull requests as our GitHub App reads and answers them, each repository with a token for it alone. Throws `AppError`
 * (`app_not_installed`, `missing_permission`, `repository_missing`, `github_refused`) with a sentence that says what to do, and
 * `ServiceUnavailable` when GitHub cannot answer.
 */
export interface PullRequestHost {
  /** Whether a person may write to the repository: one request. */
  mayWrite(repository: RepositoryName, login: string): Promise<boolean>;
  /** Undefined where it is gone, or stands on another pull request. */
  comment(pull: PullRequestId, ref: CommentRef): Promise<PullRequestComment | undefined>;
  /** Undefined where GitHub says that there is none. A repository that was renamed since is found under its former name. */
  read(pull: PullRequestId): Promise<PullRequestView | undefined>;
  /** 👀 on a comment; harmless when it stands already, and when the comment is gone. */
  markSeen(pull: PullRequestId, ref: CommentRef): Promise<void>;
  /** Comments in the conversation, unless a comment with this `answerId` stands there since `since`. */
  say(pull: PullRequestId, answer: { answerId: string; body: string; since: Instant }): Promise<void>;
}
