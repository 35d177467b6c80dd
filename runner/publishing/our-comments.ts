import * as z from 'zod';
import { understood } from '../../shared/github/understood.ts';
import { eachListed } from '../github/each-listed.ts';
import type { GitHubRepository } from '../github/github-client.ts';
import { againIfUnanswered } from '../github/github-refusal.ts';

/** What makes a comment ours: its first line, a hidden marker after it, and our App as its author. */
export interface CommentKind {
  firstLine: string;
  /** Stands in the marker: `<!-- ai-implement:<name> -->`. */
  name: string;
}

export interface OurComment {
  id: number;
  body: string;
}

export function commentText({ firstLine, name }: CommentKind, rest: string): string {
  return `${firstLine}\n${markerOf(name)}\n\n${rest}`;
}

export function markerOf(name: string): string {
  return `<!-- ai-implement:${name} -->`;
}

const Id = z.union([z.int(), z.bigint()]).transform(Number);
const Written = z.object({ id: Id });
const Comment = z.object({
  id: Id,
  // Of somebody who is gone.
  user: z.object({ login: z.string() }).nullish(),
  body: z.string().nullish(),
});

/** Our comment of this kind on a pull request. Whoever else writes the same text, it is not ours. */
export async function findOurComment(
  github: GitHubRepository,
  pullNumber: number,
  kind: CommentKind,
): Promise<OurComment | undefined> {
  const { request, owner, repo } = github;
  const botLogin = await github.botLogin();
  const begins = `${kind.firstLine}\n${markerOf(kind.name)}`;
  const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const comments = eachListed(Comment, (page) => request(route, { owner, repo, issue_number: pullNumber, ...page }));
  for await (const { id, user, body } of comments) {
    const text = body?.replaceAll('\r\n', '\n') ?? '';
    if (user?.login === botLogin && text.startsWith(begins)) return { id, body: text };
  }
  return undefined;
}

/** Writes our comment of this kind: in place where it stands already, so that there is never a second one. */
export async function putOurComment(
  github: GitHubRepository,
  pullNumber: number,
  kind: CommentKind,
  rest: string,
): Promise<void> {
  await againIfUnanswered(() => put(github, pullNumber, kind, commentText(kind, rest)));
}

async function put(github: GitHubRepository, pullNumber: number, kind: CommentKind, body: string): Promise<void> {
  const { owner, repo } = github;
  const existing = await findOurComment(github, pullNumber, kind);
  if (existing === undefined) {
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
    understood(Written, (await github.request(route, { owner, repo, issue_number: pullNumber, body })).data);
  } else if (existing.body !== body) {
    const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
    understood(Written, (await github.request(route, { owner, repo, comment_id: existing.id, body })).data);
  }
}
