import type { Account, Remark } from '../../../shared/domain/follow-ups/pull-request-feedback.ts';
import type { PullRequestState } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import type { Instant } from '../../../shared/domain/time.ts';
import type { Fakes } from '../fakes.ts';
import type { Actor } from '../scheduler.ts';
import type { LaggingHost } from './lagging-host.ts';
import type { ReviewPlan } from './review-plan.ts';

/** A pull request as people know it, whatever our records say. */
export interface ReviewedPull {
  owner: string;
  repo: string;
  number: number;
  state: PullRequestState;
  head: string;
  headSha: string;
  commits: string[];
  headCommittedAt: Instant;
  /** The newest invocation when it was merged: those that begin later know, or have to ask. */
  mergedAfter?: number;
  remarks: Remark[];
}

/** A text that somebody wrote in their own name. No two people, and no two places, have the same one. */
interface Saying {
  pull: number;
  author: Account;
  isWriter: boolean;
  /** When it was said, said again, or a thread with it was opened again. */
  newestAt: Instant;
}

/** What goes on around pull requests, with books of its own. */
export interface Reviews {
  plan: ReviewPlan;
  host: LaggingHost;
  pulls: Map<number, ReviewedPull>;
  sayings: Map<string, Saying>;
  /** Texts that somebody put into another's comment. */
  injected: Set<string>;
  /** By text, the run that was told that its report of having answered it is taken, and when. */
  answered: Map<string, { runId: string; at: Instant }>;
  /** Times that a text of ours on a pull request may stand there once more: its answer was lost, or whoever said it was cut off. */
  lostAnswers: Map<string, number>;
  /** Who asked GitHub about a pull request, and when; whoever was cut off could not count it. */
  reads: Map<number, { at: Instant; actor: Actor }[]>;
  counts: ReviewCounts;
}

export type ReviewCounts = Record<
  | 'said'
  | 'injected'
  | 'deliveries'
  | 'neverSent'
  | 'followUps'
  | 'given'
  | 'merged'
  | 'answers'
  | 'doubles'
  | 'lostAnswers',
  number
>;

export const WRITERS = ['ada', 'bob', 'cleo'] as const;
export const STRANGERS = ['mallory', 'eve'] as const;
export const BOT = 'coderabbitai';

export function aReviewWorld({ host }: Pick<Fakes, 'host'>, plan: ReviewPlan): Reviews {
  const lagging = host as LaggingHost;
  lagging.lagMs = plan.lagMs;
  for (const login of WRITERS) lagging.writers.add(login);
  return {
    plan,
    host: lagging,
    pulls: new Map(),
    sayings: new Map(),
    injected: new Set(),
    answered: new Map(),
    lostAnswers: new Map(),
    reads: new Map(),
    counts: {
      ...{ said: 0, injected: 0, deliveries: 0, neverSent: 0, followUps: 0, given: 0 },
      ...{ merged: 0, answers: 0, doubles: 0, lostAnswers: 0 },
    },
  };
}

/** A run opens a pull request, or pushes to the one it works on. */
export function pushTo(
  { pulls, host }: Reviews,
  place: Pick<ReviewedPull, 'owner' | 'repo' | 'number' | 'head'>,
  { sha, at }: { sha: string; at: Instant },
): ReviewedPull {
  const standing = pulls.get(place.number);
  const pull: ReviewedPull = standing ?? {
    ...place,
    state: 'open',
    headSha: sha,
    commits: [],
    headCommittedAt: at,
    remarks: [],
  };
  Object.assign(pull, { headSha: sha, headCommittedAt: at, commits: [...pull.commits, sha] });
  pulls.set(place.number, pull);
  show(host, pull);
  return pull;
}

/** What people and runs made of a pull request stands on GitHub. */
export function show(host: LaggingHost, pull: ReviewedPull): void {
  const { owner, repo, number, state, head, headSha, headCommittedAt } = pull;
  const commits = [...pull.commits];
  host.change(number, (on) => on.put({ owner, repo, number }, { state, head, headSha, headCommittedAt, commits }));
}
