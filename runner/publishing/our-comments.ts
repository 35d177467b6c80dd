import type { GitHubRepository } from '../github/github-client.ts';

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

const PAGE = 100;
/** Beyond so many comments we do not look. */
const MOST_PAGES = 20;

export function commentText({ firstLine, name }: CommentKind, rest: string): string {
  return `${firstLine}\n${markerOf(name)}\n\n${rest}`;
}

export function markerOf(name: string): string {
  return `<!-- ai-implement:${name} -->`;
}

/** Our comment of this kind on a pull request. Whoever else writes the same text, it is not ours. */
export async function findOurComment(
  github: GitHubRepository,
  pullNumber: number,
  kind: CommentKind,
): Promise<OurComment | undefined> {
  const [{ owner, repo }, botLogin] = [github, await github.botLogin()];
  const begins = `${kind.firstLine}\n${markerOf(kind.name)}`;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
    const { data } = await github.request(route, { owner, repo, issue_number: pullNumber, per_page: PAGE, page });
    const ours = data.find(
      ({ user, body }) => user?.login === botLogin && body?.replaceAll('\r\n', '\n').startsWith(begins),
    );
    if (ours !== undefined) return { id: Number(ours.id), body: ours.body ?? '' };
    if (data.length < PAGE) return undefined;
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
  const { owner, repo } = github;
  const body = commentText(kind, rest);
  const standing = await findOurComment(github, pullNumber, kind);
  if (standing === undefined) {
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
    await github.request(route, { owner, repo, issue_number: pullNumber, body });
  } else if (standing.body !== body) {
    const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
    await github.request(route, { owner, repo, comment_id: standing.id, body });
  }
}
