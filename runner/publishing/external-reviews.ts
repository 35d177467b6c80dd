import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { MINUTE_MS, SECOND_MS } from '../../shared/domain/time.ts';
import { understood } from '../../shared/github/understood.ts';
import { eachListed } from '../github/each-listed.ts';
import type { GitHubRepository } from '../github/github-client.ts';
import { refusalOf } from '../github/github-refusal.ts';
import type { ExternalReviewer } from './review-settings.ts';

/** What an external reviewer posted. `source` says who and where, for people. */
export interface ExternalFinding {
  kind: 'inline' | 'review';
  commentId: string;
  login: string;
  source: string;
  path: string | undefined;
  /** As it was numbered when the comment was written: it stays, whatever is pushed. */
  line: number | undefined;
  body: string;
}

/** How the wait ended; `missing` names the checks that were not done in time. */
export interface ReviewWait {
  missing: string[];
}

const POLL_MS = 5 * SECOND_MS;
const LONGEST_WAIT_MS = 5 * MINUTE_MS;
const PAGE = 100;

/** Waits until every check of the reviewers is done for a commit, at most five minutes. */
export async function waitForReviewers(
  github: GitHubRepository,
  commit: string,
  options: {
    reviewers: readonly ExternalReviewer[];
    signal: AbortSignal;
    now: () => number;
    pollMs?: number;
    limitMs?: number;
  },
): Promise<ReviewWait> {
  const wanted = options.reviewers.flatMap(({ checkNames }) => checkNames);
  const end = options.now() + (options.limitMs ?? LONGEST_WAIT_MS);
  for (;;) {
    const missing = await unfinished(github, commit, wanted);
    if (missing.length === 0 || options.now() >= end) return { missing };
    await sleep(options.pollMs ?? POLL_MS, undefined, { signal: options.signal });
  }
}

const CheckRuns = z.object({ check_runs: z.array(z.object({ name: z.string(), status: z.string() })) });

/** Checks that are absent or not completed; all of them while GitHub does not let us look. */
async function unfinished(
  { request, owner, repo }: GitHubRepository,
  commit: string,
  wanted: readonly string[],
): Promise<string[]> {
  try {
    const route = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
    const { data } = await request(route, { owner, repo, ref: commit, per_page: PAGE });
    const checkRuns = understood(CheckRuns, data).check_runs;
    const done = checkRuns.filter(({ status }) => status === 'completed').map(({ name }) => name);
    return wanted.filter((name) => !done.includes(name));
  } catch (error) {
    if (refusalOf(error) === undefined) throw error;
    return [...wanted];
  }
}

const Posted = z.object({
  id: z.union([z.int(), z.bigint()]),
  user: z.object({ login: z.string(), type: z.string() }).nullable(),
  body: z.string().nullish(),
});
type Posted = z.infer<typeof Posted>;
const InlineComment = Posted.extend({
  in_reply_to_id: z.union([z.int(), z.bigint()]).optional(),
  path: z.string().optional(),
  line: z.int().nullish(),
  original_line: z.int().nullish(),
});
const Review = Posted.extend({ state: z.string() });

/** Every finding of the reviewers that stands on the pull request: inline comments, and reviews that ask for changes. */
export async function externalFindings(
  github: GitHubRepository,
  pullNumber: number,
  reviewers: readonly ExternalReviewer[],
): Promise<ExternalFinding[]> {
  const { request, owner, repo } = github;
  const of = { owner, repo, pull_number: pullNumber };
  const botLogin = await github.botLogin();
  const sourceOf = (posted: Posted) => (posted.user?.login === botLogin ? undefined : reviewerOf(posted, reviewers));
  const findings: ExternalFinding[] = [];
  const comments = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments';
  for await (const comment of eachListed(InlineComment, (page) => request(comments, { ...of, ...page }))) {
    const source = comment.in_reply_to_id === undefined ? sourceOf(comment) : undefined;
    const { path, line, original_line: originalLine } = comment;
    const at = { path, line: originalLine ?? line ?? undefined };
    if (source !== undefined) findings.push(found('inline', comment, { source, ...at }));
  }
  const reviews = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews';
  for await (const review of eachListed(Review, (page) => request(reviews, { ...of, ...page }))) {
    const source = review.state === 'CHANGES_REQUESTED' ? sourceOf(review) : undefined;
    if (source !== undefined && review.body?.trim()) findings.push(found('review', review, { source }));
  }
  return findings;
}

function reviewerOf({ user }: Posted, reviewers: readonly ExternalReviewer[]): string | undefined {
  if (user === null) return undefined;
  const reviewer = reviewers.find(({ logins }) => (logins ? logins.includes(user.login) : user.type === 'Bot'));
  return reviewer && (reviewer.logins ? reviewer.name : user.login);
}

function found(
  kind: ExternalFinding['kind'],
  { id, user, body }: Posted,
  at: { source: string; path?: string | undefined; line?: number | undefined },
): ExternalFinding {
  const { source, path, line } = at;
  return { kind, commentId: String(id), login: user?.login ?? '', source, path, line, body: body ?? '' };
}
