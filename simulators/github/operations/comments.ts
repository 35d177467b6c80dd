import { editComment } from '../changed-remarks.ts';
import type { Author, CommentRecord } from '../code-state.ts';
import type { JsonObject } from '../json-schema.ts';
import { nodeId } from '../node-ids.ts';
import { GitHubProblem, notFound } from '../problem.ts';
import { findPull } from '../pull-requests.ts';
import { addComment } from '../remarks.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import { seconds } from '../seconds.ts';
import { paged, requireModelled } from './paging.ts';
import { userAnswer, viaApp } from './people-answers.ts';
import { pullPageUrl } from './pull-answers.ts';
import { authorOf, pullOf } from './pulls.ts';
import { acting, type CheckedRequest, type Handler, repositoryUrl, type World } from './world.ts';

/** Comments in the conversations of pull requests; the simulator has no issues. */
export const COMMENTS: Record<string, Handler> = {
  'issues/list-comments': async (world, request) => {
    const { repository } = commenting(world, request, 'read');
    requireModelled(request.query, 'since');
    const { number } = await pullOf(world, request, repository);
    const since = Date.parse(request.query['since'] ?? seconds(0));
    const wanted = commentsOf(world, repository).filter((one) => one.pull === number && one.updatedAt >= since);
    return paged(world, request, wanted, (comment) => commentAnswer(world, repository, comment));
  },
  'issues/get-comment': (world, request) => {
    const { repository } = commenting(world, request, 'read');
    return { status: 200, body: commentAnswer(world, repository, commentOf(world, request, repository)) };
  },
  'issues/create-comment': async (world, request) => {
    const { repository, actor } = commenting(world, request, 'write');
    const pull = await pullOf(world, request, repository);
    const comment = addComment(world, pull, authorOf(actor), bodyOf(request));
    return { status: 201, body: commentAnswer(world, repository, comment) };
  },
  'issues/update-comment': async (world, request) => {
    const { repository, actor } = commenting(world, request, 'write');
    const comment = commentOf(world, request, repository);
    const pull = await findPull(world, repository, comment.pull);
    if (pull === undefined) throw notFound();
    editComment(world, pull, authorOf(actor), comment, bodyOf(request));
    return { status: 200, body: commentAnswer(world, repository, comment) };
  },
};

/** On a pull request either permission does: that for pull requests, or that for issues. */
export function commenting(world: World, request: CheckedRequest, level: 'read' | 'write') {
  try {
    return acting(world, request, ['pull_requests', level]);
  } catch (error) {
    if (error instanceof GitHubProblem && error.status === 403) return acting(world, request, ['issues', level]);
    throw error;
  }
}

function bodyOf({ body }: CheckedRequest): string {
  return (body as { body: string }).body;
}

function commentsOf(world: World, repository: SimulatedRepository): CommentRecord[] {
  return world.state().code.comments.filter((comment) => comment.repository === fullName(repository));
}

function commentOf(world: World, { asked }: CheckedRequest, repository: SimulatedRepository): CommentRecord {
  const id = Number(asked.parameters['comment_id']);
  const comment = commentsOf(world, repository).find((one) => one.id === id);
  if (comment === undefined) throw notFound();
  return comment;
}

export function commentAnswer(world: World, repository: SimulatedRepository, comment: CommentRecord): JsonObject {
  const issues = `${repositoryUrl(world, repository)}/issues`;
  return world.description.complete('issue-comment', {
    id: comment.id,
    node_id: nodeId('conversation', comment.id),
    url: `${issues}/comments/${comment.id}`,
    html_url: `${pullPageUrl(world, { ...comment, number: comment.pull })}#issuecomment-${comment.id}`,
    issue_url: `${issues}/${comment.pull}`,
    ...remarkAnswer(world, comment),
    ...viaApp(world, comment.author),
  });
}

/** What all texts on a pull request have in common. */
export function remarkAnswer(
  world: World,
  remark: { body: string; author: Author; createdAt: number; updatedAt: number },
): JsonObject {
  return {
    body: remark.body,
    user: userAnswer(world, remark.author),
    author_association: associationOf(world, remark.author),
    created_at: seconds(remark.createdAt),
    updated_at: seconds(remark.updatedAt),
  };
}

/** Who may write belongs to the organization, who may only read was let in by hand; bots and all others have no part in it. */
export function associationOf(world: World, { login, appSlug }: Author): string {
  if (appSlug !== undefined) return 'NONE';
  return { admin: 'MEMBER', write: 'MEMBER', read: 'COLLABORATOR', none: 'NONE' }[world.roleOf(login)];
}
