import type { Commit } from './git/commits.ts';

/** Who wrote something: a person, or an App's bot. */
export interface Author {
  login: string;
  /** Of the App that acted. */
  appSlug?: string;
}

/** A pull request whose branch is in a real repository. Times are epoch milliseconds of the laptop's clock. */
export interface PullRecord {
  /** `owner/name`. */
  repository: string;
  number: number;
  id: number;
  title: string;
  body: string | null;
  author: Author;
  /** Branch names. */
  head: string;
  base: string;
  /** Where the branches stood when it was last open. */
  headSha: string;
  baseSha: string;
  isDraft: boolean;
  /** Who made it a draft that was none. */
  madeDraftBy?: Author;
  createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  mergedAt: number | null;
  mergeSha: string | null;
}

/** A text on a pull request. */
interface Remark {
  id: number;
  repository: string;
  pull: number;
  body: string;
  author: Author;
  /** Who changed it last, and when; absent where nobody did. */
  edited?: { by: Author; at: number };
  /** People hid it. */
  isHidden?: boolean;
  createdAt: number;
  updatedAt: number;
}

/** A comment in the conversation. */
export type CommentRecord = Remark;

export interface ReviewRecord extends Remark {
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';
  commitSha: string;
}

/** A comment on a line of the diff. */
export interface ReviewCommentRecord extends Remark {
  reviewId: number;
  path: string;
  /** Absent on a comment on the whole file. */
  line?: number;
  /** Of a comment on several lines, the first. */
  startLine?: number;
  side: 'LEFT' | 'RIGHT';
  diffHunk: string;
  commitSha: string;
  inReplyTo?: number;
}

/** A reaction to a text. */
export interface ReactionRecord {
  id: number;
  on: 'conversation' | 'inline' | 'review';
  subjectId: number;
  /** As REST spells it, such as `eyes`. */
  content: string;
  author: Author;
  createdAt: number;
}

/** What a person may do in the repositories. Who has `none` has no part in the organization. */
export type Role = 'admin' | 'write' | 'read' | 'none';

export interface CheckRunRecord {
  id: number;
  repository: string;
  headSha: string;
  name: string;
  appSlug: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | null;
  startedAt: number;
  completedAt: number | null;
  title: string | null;
  summary: string | null;
}

/** All that one App reports on one commit; it is over once each of its checks is. */
export interface CheckSuite {
  id: number;
  /** `owner/name`. */
  repository: string;
  appSlug: string;
  commit: Commit;
  /** The open ones whose head the commit is. */
  pulls: PullRecord[];
  conclusion: NonNullable<CheckRunRecord['conclusion']>;
  /** Of each check the last try. */
  runs: CheckRunRecord[];
}

/** All about code that git itself does not keep. */
export interface CodeState {
  pulls: PullRecord[];
  comments: CommentRecord[];
  reviews: ReviewRecord[];
  reviewComments: ReviewCommentRecord[];
  checkRuns: CheckRunRecord[];
  reactions: ReactionRecord[];
  /** Ids of the first comments of threads that are resolved. */
  resolvedThreads: number[];
  /** By login; whoever is not named may write. */
  roles: Record<string, Role>;
  /** The next id of anything above; GitHub counts over all repositories. */
  nextId: number;
}

export function emptyCodeState(): CodeState {
  return {
    ...{ pulls: [], comments: [], reviews: [], reviewComments: [], checkRuns: [], reactions: [] },
    resolvedThreads: [],
    roles: {},
    nextId: 2_000_000_001,
  };
}
