import type { PullRequestFeedback } from '../domain/follow-ups/pull-request-feedback.ts';
import type { CommentRef, NamedPullRequest, PullRequestView } from '../domain/follow-ups/pull-request-record.ts';
import type { Instant } from '../domain/time.ts';

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

/** What a repository's list tells of one pull request. */
export interface ListedPullRequest extends Pick<PullRequestView, 'base' | 'state'> {
  number: number;
  movedAt: Instant;
}

/**
 * Pull requests as our GitHub App reads and answers them, each repository with a token for it alone. One that is named with the number
 * of its repository is found whatever the repository is called by now. Throws `AppError`
 * (`app_not_installed`, `missing_permission`, `repository_missing`, `github_refused`) with a sentence that says what to do, and
 * `ServiceUnavailable` when GitHub cannot answer.
 */
export interface PullRequestHost {
  /** Whether a person may write to the repository: one request. */
  mayWrite(repository: Omit<NamedPullRequest, 'number'>, login: string): Promise<boolean>;
  /** Undefined where it is gone, or stands on another pull request. */
  comment(pull: NamedPullRequest, ref: CommentRef): Promise<PullRequestComment | undefined>;
  /** Undefined where GitHub says that there is none. A repository that was renamed since is found under its former name. */
  read(pull: NamedPullRequest): Promise<PullRequestView | undefined>;
  /**
   * All pull requests of a repository, whoever opened them, that moved since (GitHub's lists lag by seconds): one request, and one more
   * for each 100 of them, at most 10.
   */
  movedSince(repository: Omit<NamedPullRequest, 'number'>, since: Instant): Promise<ListedPullRequest[]>;
  /** Everything that stands on a pull request: one or two requests. Undefined where GitHub says that there is none. */
  feedback(pull: NamedPullRequest): Promise<PullRequestFeedback | undefined>;
  /** 👀 on a comment; harmless when it stands already, and when the comment is gone. */
  markSeen(pull: NamedPullRequest, ref: CommentRef): Promise<void>;
  /** Comments in the conversation, unless a comment with this `answerId` stands there since `since`. */
  say(pull: NamedPullRequest, answer: { answerId: string; body: string; since: Instant }): Promise<void>;
}
