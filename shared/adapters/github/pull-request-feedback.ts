import * as z from 'zod';
import { AppError, ServiceUnavailable } from '../../domain/errors.ts';
import type { PullRequestFeedback, Remark } from '../../domain/follow-ups/pull-request-feedback.ts';
import { commentName } from '../../domain/follow-ups/pull-request-record.ts';
import { type Instant, instant } from '../../domain/time.ts';
import { NotUnderstood } from '../../github/answer-errors.ts';
import { understood } from '../../github/understood.ts';
import { type Connection, FeedbackPull, remarksOf } from './feedback-shape.ts';
import { RETRY_MS } from './github-error.ts';
import type { HostedRepository } from './pull-request-texts.ts';

const ACTOR = '{ __typename login }';
const TEXT = `fullDatabaseId author ${ACTOR} editor ${ACTOR} body createdAt updatedAt lastEditedAt isMinimized`;
const PAGE = 'totalCount pageInfo { hasPreviousPage startCursor }';
const COMMENTS = `${PAGE} nodes { ${TEXT} }`;
const REVIEWS = `${PAGE} nodes { ${TEXT} state submittedAt commit { oid } }`;
const THREADS = `${PAGE} nodes { id isResolved path originalLine
  comments(first: 50) { totalCount nodes { ${TEXT} state originalCommit { oid } pullRequestReview { fullDatabaseId } } } }`;

/** The newest hundred of each kind, and with `$more` the hundred before them and the oldest hundred. */
const QUERY = `query ($owner: String!, $repo: String!, $number: Int!, $more: Boolean!,
  $commentsBefore: String, $reviewsBefore: String, $threadsBefore: String) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) {
    state isDraft headRefName headRefOid baseRefName
    commits(last: 100) { nodes { commit { oid committedDate } } }
    comments(last: 100, before: $commentsBefore) { ${COMMENTS} }
    reviews(last: 100, before: $reviewsBefore) { ${REVIEWS} }
    reviewThreads(last: 100, before: $threadsBefore) { ${THREADS} }
    oldestComments: comments(first: 100) @include(if: $more) { ${COMMENTS} }
    oldestReviews: reviews(first: 100) @include(if: $more) { ${REVIEWS} }
    oldestThreads: reviewThreads(first: 100) @include(if: $more) { ${THREADS} }
  } }
}`;

const Answer = z.object({
  data: z.object({ repository: z.object({ pullRequest: FeedbackPull.nullable() }).nullable() }).nullish(),
  errors: z.array(z.object({ type: z.string().optional(), message: z.string().optional() })).default([]),
});

/**
 * Reads everything that a pull request says: one request, and one more where a kind has over a hundred; three hundred of each at
 * most. Undefined where there is no such pull request. `now`: epoch milliseconds.
 */
export async function readFeedback(
  repository: HostedRepository,
  number: number,
  now: number,
): Promise<PullRequestFeedback | undefined> {
  const newest = await ask(repository, { number, more: false }, now);
  if (newest === undefined) return undefined;
  const { comments, reviews, reviewThreads } = newest;
  const connections: Connection[] = [comments, reviews, reviewThreads];
  const isLong = connections.some(({ pageInfo }) => pageInfo.hasPreviousPage);
  const before = {
    commentsBefore: comments.pageInfo.startCursor,
    reviewsBefore: reviews.pageInfo.startCursor,
    threadsBefore: reviewThreads.pageInfo.startCursor,
  };
  const older = isLong ? await ask(repository, { number, more: true, ...before }, now) : undefined;
  return feedbackOf(newest, older, repository.botLogin);
}

async function ask(
  { client, owner, repo }: HostedRepository,
  variables: Record<string, unknown>,
  now: number,
): Promise<FeedbackPull | undefined> {
  const order = { query: QUERY, variables: { owner, repo, ...variables } };
  const { data, errors } = understood(Answer, (await client.request('POST /graphql', order)).data);
  const pull = data?.repository?.pullRequest;
  if (errors.length === 0 && pull) return pull;
  const said = (type: string) => errors.find((error) => error.type === type);
  if (said('NOT_FOUND') !== undefined && data?.repository) return undefined;
  if (said('RATE_LIMITED') !== undefined) {
    throw new ServiceUnavailable('github', 'rate_limited', 'the hourly limit of GraphQL', instant(now + RETRY_MS));
  }
  if (said('NOT_FOUND') !== undefined) {
    throw new AppError('repository_missing', `${owner}/${repo} does not exist, or the GitHub App may not see it`);
  }
  if (said('FORBIDDEN') !== undefined) {
    const sentence = `GitHub does not let the App read pull requests in ${owner}/${repo}`;
    throw new AppError('missing_permission', `${sentence}; accept the App's permissions there`);
  }
  throw new NotUnderstood('has errors beside its data');
}

function feedbackOf(newest: FeedbackPull, older: FeedbackPull | undefined, botLogin: string): PullRequestFeedback {
  const pages = older === undefined ? [newest] : [older, newest];
  const found = new Map<string, Remark>();
  for (const remark of pages.flatMap((page) => remarksOf(page, botLogin))) found.set(commentName(remark), remark);
  const remarks = [...found.values()].sort((a, b) => a.writtenAt.localeCompare(b.writtenAt));
  return {
    state: newest.state,
    isDraft: newest.isDraft,
    head: newest.headRefName,
    headSha: newest.headRefOid,
    base: newest.baseRefName,
    headCommittedAt: committedAt(newest),
    commits: newest.commits.nodes.map(({ commit }) => commit.oid),
    remarks,
    isWhole: isWhole(pages),
    requests: pages.length,
  };
}

function committedAt({ commits, headRefOid }: FeedbackPull): Instant | undefined {
  const date = commits.nodes.find(({ commit }) => commit.oid === headRefOid)?.commit.committedDate;
  return date === undefined ? undefined : instant(Date.parse(date));
}

/** Three hundred of a kind are read in two requests; of a thread its first fifty comments. */
function isWhole(pages: readonly FeedbackPull[]): boolean {
  const most = pages.length === 1 ? 100 : 300;
  return pages.every(({ comments, reviews, reviewThreads }) => {
    const isFit = [comments, reviews, reviewThreads].every(({ totalCount }) => totalCount <= most);
    return isFit && reviewThreads.nodes.every(({ comments: own }) => own.totalCount <= own.nodes.length);
  });
}
