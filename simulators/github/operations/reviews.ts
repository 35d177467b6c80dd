import type { PullRecord, ReviewCommentRecord, ReviewRecord } from '../code-state.ts';
import type { JsonObject } from '../json-schema.ts';
import { nodeId } from '../node-ids.ts';
import { GitHubProblem, notFound } from '../problem.ts';
import { addReply, addReview, addReviewComment, type DiffPlace } from '../remarks.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import { seconds } from '../seconds.ts';
import { associationOf, remarkAnswer } from './comments.ts';
import { paged, requireModelled } from './paging.ts';
import { userAnswer } from './people-answers.ts';
import { pullPageUrl } from './pull-answers.ts';
import { authorOf, pullOf, requireNoJob } from './pulls.ts';
import {
  acting,
  type CheckedRequest,
  type Handler,
  type OperationAnswer,
  permitted,
  READ_PULLS,
  repositoryUrl,
  type World,
  WRITE_PULLS,
} from './world.ts';

/** Reviews and comments on lines of the diff. */
export const REVIEWS: Record<string, Handler> = {
  'pulls/list-reviews': async (world, request) => {
    const repository = permitted(world, request, READ_PULLS);
    const pull = await pullOf(world, request, repository);
    const reviews = on(pull, world.state().code.reviews);
    return paged(world, request, reviews, (review) => reviewAnswer(world, repository, review));
  },
  'pulls/create-review': createReview,
  'pulls/get-review': async (world, request) => {
    const repository = permitted(world, request, READ_PULLS);
    const pull = await pullOf(world, request, repository);
    const review = on(pull, world.state().code.reviews).find(
      ({ id }) => id === Number(request.asked.parameters['review_id']),
    );
    if (review === undefined) throw notFound();
    return { status: 200, body: reviewAnswer(world, repository, review) };
  },
  'pulls/get-review-comment': (world, request) => {
    const repository = permitted(world, request, READ_PULLS);
    const id = Number(request.asked.parameters['comment_id']);
    const comment = world
      .state()
      .code.reviewComments.find((one) => one.id === id && one.repository === fullName(repository));
    if (comment === undefined) throw notFound();
    return { status: 200, body: reviewCommentAnswer(world, repository, comment) };
  },
  'pulls/list-review-comments': async (world, request) => {
    const repository = permitted(world, request, READ_PULLS);
    requireModelled(request.query, 'since');
    const pull = await pullOf(world, request, repository);
    const since = Date.parse(request.query['since'] ?? seconds(0));
    const comments = on(pull, world.state().code.reviewComments).filter((one) => one.updatedAt >= since);
    return paged(world, request, comments, (comment) => reviewCommentAnswer(world, repository, comment));
  },
  'pulls/create-review-comment': async (world, request) => {
    const { repository, actor } = acting(world, request, WRITE_PULLS);
    const pull = await pullOf(world, request, repository);
    const wish = request.body as unknown as ReviewCommentWish & { in_reply_to?: number };
    const comment =
      wish.in_reply_to === undefined
        ? await addReviewComment(world, repository, pull, authorOf(actor), { ...placeOf(wish), body: wish.body })
        : addReply(world, pull, authorOf(actor), commentOn(world, pull, wish.in_reply_to), wish.body);
    return { status: 201, body: reviewCommentAnswer(world, repository, comment) };
  },
  'pulls/create-reply-for-review-comment': async (world, request) => {
    const { repository, actor } = acting(world, request, WRITE_PULLS);
    const pull = await pullOf(world, request, repository);
    const to = commentOn(world, pull, Number(request.asked.parameters['comment_id']));
    const reply = addReply(world, pull, authorOf(actor), to, (request.body as { body: string }).body);
    return { status: 201, body: reviewCommentAnswer(world, repository, reply) };
  },
};

interface ReviewCommentWish {
  body: string;
  path: string;
  commit_id?: string;
  position?: number;
  line?: number;
  start_line?: number;
  side?: string;
}

interface WishedReview {
  event?: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
  body?: string;
  commit_id?: string;
  comments?: ReviewCommentWish[];
}

const STATES = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;

function on<Remark extends { repository: string; pull: number }>(pull: PullRecord, remarks: Remark[]): Remark[] {
  return remarks.filter((one) => one.repository === pull.repository && one.pull === pull.number);
}

function commentOn(world: World, pull: PullRecord, id: number): ReviewCommentRecord {
  const comment = on(pull, world.state().code.reviewComments).find((one) => one.id === id);
  if (comment === undefined) throw notFound();
  return comment;
}

function placeOf({
  path,
  position,
  line,
  start_line: startLine,
  side,
  commit_id: commitSha,
}: ReviewCommentWish): DiffPlace {
  if (position !== undefined) throw new GitHubProblem(422, 'The simulator does not model position; give the line.');
  return {
    path,
    ...(line !== undefined && { line }),
    ...(startLine !== undefined && { startLine }),
    ...(commitSha !== undefined && { commitSha }),
    side: side === 'LEFT' ? 'LEFT' : 'RIGHT',
  };
}

async function createReview(world: World, request: CheckedRequest): Promise<OperationAnswer> {
  const { repository, actor } = acting(world, request, WRITE_PULLS);
  const { event, body = '', commit_id: commitSha, comments = [] } = (request.body ?? {}) as unknown as WishedReview;
  if (event === 'APPROVE') requireNoJob(actor);
  const pull = await pullOf(world, request, repository);
  const review = await addReview(world, repository, pull, authorOf(actor), {
    state: event === undefined ? 'PENDING' : STATES[event],
    body,
    ...(commitSha !== undefined && { commitSha }),
    comments: comments.map((comment) => ({ ...placeOf(comment), body: comment.body })),
  });
  return { status: 200, body: reviewAnswer(world, repository, review) };
}

export function reviewAnswer(world: World, repository: SimulatedRepository, review: ReviewRecord): JsonObject {
  const pullUrl = `${repositoryUrl(world, repository)}/pulls/${review.pull}`;
  const page = `${pullPageUrl(world, { ...review, number: review.pull })}#pullrequestreview-${review.id}`;
  return world.description.complete('pull-request-review', {
    id: review.id,
    node_id: nodeId('review', review.id),
    user: userAnswer(world, review.author),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: pullUrl,
    _links: { html: { href: page }, pull_request: { href: pullUrl } },
    commit_id: review.commitSha,
    author_association: associationOf(world, review.author),
    ...(review.state !== 'PENDING' && { submitted_at: seconds(review.createdAt) }),
  });
}

export function reviewCommentAnswer(
  world: World,
  repository: SimulatedRepository,
  comment: ReviewCommentRecord,
): JsonObject {
  const pulls = `${repositoryUrl(world, repository)}/pulls`;
  const self = `${pulls}/comments/${comment.id}`;
  const pullUrl = `${pulls}/${comment.pull}`;
  const page = `${pullPageUrl(world, { ...comment, number: comment.pull })}#discussion_r${comment.id}`;
  const { line, startLine, inReplyTo } = comment;
  return world.description.complete('pull-request-review-comment', {
    id: comment.id,
    node_id: nodeId('inline', comment.id),
    url: self,
    html_url: page,
    pull_request_url: pullUrl,
    _links: { self: { href: self }, html: { href: page }, pull_request: { href: pullUrl } },
    pull_request_review_id: comment.reviewId,
    path: comment.path,
    diff_hunk: comment.diffHunk,
    commit_id: comment.commitSha,
    original_commit_id: comment.commitSha,
    subject_type: line === undefined ? 'file' : 'line',
    side: comment.side,
    ...(line !== undefined && { line, original_line: line }),
    ...(startLine !== undefined && { start_line: startLine, original_start_line: startLine }),
    ...(inReplyTo !== undefined && { in_reply_to_id: inReplyTo }),
    ...remarkAnswer(world, comment),
  });
}
