import type { Author, CommentRecord, PullRecord, ReviewCommentRecord } from './code-state.ts';
import type { World } from './operations/world.ts';
import { GitHubProblem } from './problem.ts';
import { requireBody } from './remarks.ts';

type AnyComment = CommentRecord | ReviewCommentRecord;

const isOnDiff = (comment: AnyComment): comment is ReviewCommentRecord => 'path' in comment;

/** A comment of a pull request by its number, in the conversation or on the diff; throws where there is none. */
export function commentNumbered({ state }: Pick<World, 'state'>, pull: PullRecord, id: number): AnyComment {
  const { comments, reviewComments } = state().code;
  const isIt = (one: AnyComment) => one.id === id && one.repository === pull.repository && one.pull === pull.number;
  const found = comments.find(isIt) ?? reviewComments.find(isIt);
  if (found === undefined) throw new GitHubProblem(404, `there is no comment ${id} on the pull request`);
  return found;
}

/** Changes a comment, in the conversation or on the diff. */
export function editComment(world: World, pull: PullRecord, by: Author, comment: AnyComment, body: string): void {
  requireBody(isOnDiff(comment) ? 'PullRequestReviewComment' : 'IssueComment', body);
  const from = comment.body;
  const at = world.clock.now();
  Object.assign(comment, { body, updatedAt: at, edited: { by, at } });
  const told = { action: 'edited', pull, by, from } as const;
  if (isOnDiff(comment)) world.tell({ event: 'pull_request_review_comment', comment, ...told });
  else world.tell({ event: 'issue_comment', comment, ...told });
}

/** Takes a comment away, with the reactions to it. */
export function deleteComment(world: World, pull: PullRecord, by: Author, comment: AnyComment): void {
  const { code } = world.state();
  const kind = isOnDiff(comment) ? 'inline' : 'conversation';
  code.reactions = code.reactions.filter(({ on, subjectId }) => on !== kind || subjectId !== comment.id);
  code.comments = code.comments.filter((one) => one !== comment);
  code.reviewComments = code.reviewComments.filter((one) => one !== comment);
  pull.updatedAt = world.clock.now();
  const told = { action: 'deleted', pull, by } as const;
  if (isOnDiff(comment)) {
    handOn(world, comment);
    world.tell({ event: 'pull_request_review_comment', comment, ...told });
  } else world.tell({ event: 'issue_comment', comment, ...told });
}

/** A thread whose first comment is gone goes on with its next. */
function handOn({ state }: World, { id }: ReviewCommentRecord): void {
  const { code } = state();
  const [next, ...others] = code.reviewComments.filter(({ inReplyTo }) => inReplyTo === id);
  if (next !== undefined) delete next.inReplyTo;
  for (const other of others) if (next !== undefined) other.inReplyTo = next.id;
  const renumbered = code.resolvedThreads.map((root) => (root === id ? next?.id : root));
  code.resolvedThreads = renumbered.filter((root) => root !== undefined);
}
