import type { Author, CommentRecord, PullRecord, ReviewCommentRecord, ReviewRecord } from './code-state.ts';
import { commitsBetween } from './git/commits.ts';
import { changedFiles } from './git/diff.ts';
import { hunkAt } from './git/patch-lines.ts';
import { gitDirOf, invalid, type World } from './operations/world.ts';
import { GitHubProblem } from './problem.ts';
import { nextId } from './pull-requests.ts';
import type { SimulatedRepository } from './repositories.ts';

/** The longest text of a comment or a description, in characters. */
const BODY_CHARACTERS = 65_536;

/** Throws what GitHub answers to a text that is blank or too long. */
export function requireBody(resource: string, body: string): void {
  if (body.trim() === '') throw invalid(resource, { field: 'body', code: 'missing_field' });
  requireFit(resource, body);
}

export function requireFit(resource: string, body: string): void {
  if (body.length <= BODY_CHARACTERS) return;
  const message = `body is too long (maximum is ${BODY_CHARACTERS} characters)`;
  throw invalid(resource, { field: 'body', code: 'custom', message });
}

function remarkOn(world: World, pull: PullRecord, author: Author, body: string) {
  const now = world.clock.now();
  pull.updatedAt = now;
  const { repository, number } = pull;
  return { id: nextId(world.state().code), repository, pull: number, author, body, createdAt: now, updatedAt: now };
}

/** Comments in the conversation of a pull request. */
export function addComment(world: World, pull: PullRecord, author: Author, body: string): CommentRecord {
  requireBody('IssueComment', body);
  const comment = remarkOn(world, pull, author, body);
  world.state().code.comments.push(comment);
  world.tell({ event: 'issue_comment', action: 'created', pull, by: author, comment });
  return comment;
}

/** Where a comment on the diff stands. */
export interface DiffPlace {
  path: string;
  /** Absent: the file as a whole. */
  line?: number;
  startLine?: number;
  /** The old file or the new one. @default RIGHT */
  side?: 'LEFT' | 'RIGHT';
  /** @default the last commit */
  commitSha?: string;
}

export interface ReviewWish {
  state: ReviewRecord['state'];
  body: string;
  commitSha?: string;
  comments?: ReadonlyArray<DiffPlace & { body: string }>;
}

/** Reviews a pull request; throws what GitHub answers when it cannot be. */
export async function addReview(
  world: World,
  repository: SimulatedRepository,
  pull: PullRecord,
  author: Author,
  wish: ReviewWish,
): Promise<ReviewRecord> {
  const { state, body, comments = [], commitSha = pull.headSha } = wish;
  requireReviewable(pull, author, wish);
  const { code } = world.state();
  const placing = comments.map(async (comment) => ({
    body: comment.body,
    place: await placed(repository, pull, comment, unresolved),
  }));
  const notes = await Promise.all(placing);
  const review: ReviewRecord = { ...remarkOn(world, pull, author, body), state, commitSha };
  code.reviews.push(review);
  const made = notes.map((note): ReviewCommentRecord => {
    return { ...remarkOn(world, pull, author, note.body), ...note.place, reviewId: review.id };
  });
  code.reviewComments.push(...made);
  if (state !== 'PENDING') tellReview(world, pull, review, made);
  return review;
}

/** A comment on a line is told of with the review that it makes. */
function tellReview(world: World, pull: PullRecord, review: ReviewRecord, comments: ReviewCommentRecord[]): void {
  const by = review.author;
  world.tell({ event: 'pull_request_review', action: 'submitted', pull, by, review });
  for (const comment of comments) {
    world.tell({ event: 'pull_request_review_comment', action: 'created', pull, by, comment });
  }
}

/** Marks the thread that a comment on the diff belongs to as resolved, or not. */
export function resolveThread(
  world: World,
  pull: PullRecord,
  by: Author,
  commentId: number,
  isResolved: boolean,
): void {
  const { code } = world.state();
  const comment = code.reviewComments.find(({ id, pull: number }) => id === commentId && number === pull.number);
  if (comment === undefined) throw new GitHubProblem(404, `there is no comment ${commentId} on the diff`);
  const root = comment.inReplyTo ?? comment.id;
  if (code.resolvedThreads.includes(root) === isResolved) return;
  code.resolvedThreads = code.resolvedThreads.filter((id) => id !== root).concat(isResolved ? [root] : []);
  const comments = code.reviewComments.filter(({ id, inReplyTo }) => id === root || inReplyTo === root);
  const action = isResolved ? 'resolved' : 'unresolved';
  world.tell({ event: 'pull_request_review_thread', action, pull, by, comments });
}

function requireReviewable(pull: PullRecord, author: Author, { state, body, comments = [] }: ReviewWish): void {
  const isVerdict = state === 'APPROVED' || state === 'CHANGES_REQUESTED';
  if (isVerdict && author.login === pull.author.login) {
    const verb = state === 'APPROVED' ? 'approve' : 'request changes on';
    throw unprocessable(`Review Can not ${verb} your own pull request`);
  }
  const needsBody = state === 'CHANGES_REQUESTED' || (state === 'COMMENTED' && comments.length === 0);
  if (needsBody && body.trim() === '') throw unprocessable("Review body can't be blank");
  requireFit('PullRequestReview', body);
}

const unprocessable = (error: string) => new GitHubProblem(422, 'Unprocessable Entity', {}, [error]);

/** Comments on a line of the diff, which makes a review of its own. */
export async function addReviewComment(
  world: World,
  repository: SimulatedRepository,
  pull: PullRecord,
  author: Author,
  comment: DiffPlace & { body: string },
): Promise<ReviewCommentRecord> {
  requireBody('PullRequestReviewComment', comment.body);
  const place = await placed(repository, pull, comment);
  return keepReviewComment(world, pull, author, comment.body, place);
}

/** Answers a comment on the diff; an answer to an answer joins the same thread. */
export function addReply(
  world: World,
  pull: PullRecord,
  author: Author,
  to: ReviewCommentRecord,
  body: string,
): ReviewCommentRecord {
  requireBody('PullRequestReviewComment', body);
  const { path, line, startLine, side, diffHunk, commitSha } = to;
  const lines = { ...(line !== undefined && { line }), ...(startLine !== undefined && { startLine }) };
  const place = { path, ...lines, side, diffHunk, commitSha, inReplyTo: to.inReplyTo ?? to.id };
  return keepReviewComment(world, pull, author, body, place);
}

type Placed = Omit<ReviewCommentRecord, keyof CommentRecord | 'reviewId'>;

function keepReviewComment(world: World, pull: PullRecord, author: Author, body: string, place: Placed) {
  const { code } = world.state();
  const review = { ...remarkOn(world, pull, author, ''), state: 'COMMENTED' as const, commitSha: place.commitSha };
  const comment = { ...remarkOn(world, pull, author, body), ...place, reviewId: review.id };
  code.reviews.push(review);
  code.reviewComments.push(comment);
  tellReview(world, pull, review, [comment]);
  return comment;
}

/** Checks that a place is in the diff, as GitHub does. */
async function placed(
  repository: SimulatedRepository,
  pull: PullRecord,
  { path, line, startLine, side = 'RIGHT', commitSha = pull.headSha }: DiffPlace,
  refusal: (name: PlaceName) => GitHubProblem = unplaced,
): Promise<Placed> {
  const gitDir = gitDirOf(repository);
  const [files, commits] = await Promise.all([
    changedFiles(gitDir, pull.baseSha, pull.headSha),
    commitsBetween(gitDir, pull.baseSha, pull.headSha),
  ]);
  if (!commits.some(({ sha }) => sha === commitSha)) throw refusal('commit_id');
  const file = files.find((one) => one.path === path);
  if (file === undefined) throw refusal('path');
  if (line === undefined) return { path, side, commitSha, diffHunk: '' };
  const diffHunk = hunkAt(file.patch ?? '', side, line);
  if (diffHunk === undefined) throw refusal('line');
  return { path, line, ...(startLine !== undefined && { startLine }), side, commitSha, diffHunk };
}

type PlaceName = 'commit_id' | 'path' | 'line';

const PLACE_PROBLEMS: Record<PlaceName, string> = {
  commit_id: 'is not part of the pull request',
  path: 'could not be resolved',
  line: 'must be part of the diff',
};

function unplaced(name: PlaceName): GitHubProblem {
  const field = `pull_request_review_thread.${name}`;
  const message = `${field} ${PLACE_PROBLEMS[name]}`;
  return invalid('PullRequestReviewComment', { field, code: 'custom', message });
}

/** The same, within a review. */
function unresolved(name: PlaceName): GitHubProblem {
  return unprocessable(`${{ commit_id: 'Commit', path: 'Path', line: 'Line' }[name]} could not be resolved`);
}
