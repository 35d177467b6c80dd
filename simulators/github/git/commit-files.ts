import { git } from './git.ts';
import { resolveCommit } from './refs.ts';

/** Contents by path; null removes the file. A content that begins with `#!` becomes executable. */
export type Files = Readonly<Record<string, string | null>>;

/** Who made a commit; the time in epoch milliseconds. */
export interface Signature {
  name: string;
  email: string;
  at: number;
}

export interface FileCommit {
  branch: string;
  /** The branch on which a new branch begins. @default a branch without history */
  from?: string;
  files: Files;
  message: string;
  author: Signature;
}

/** Adds a commit to a branch, which is made if it is not there, and answers the commit's sha. */
export async function commitFiles(gitDir: string, commit: FileCommit): Promise<string> {
  const { branch, files, message, author } = commit;
  const parent = (await resolveCommit(gitDir, `refs/heads/${branch}`)) ?? (await beginning(gitDir, commit.from));
  const stream = [
    `commit refs/heads/${branch}\n`,
    `committer ${author.name} <${author.email}> ${Math.floor(author.at / 1000)} +0000\n`,
    data(message),
    ...(parent === undefined ? [] : [`from ${parent}\n`]),
    ...Object.entries(files).map(([path, content]) => change(path, content)),
  ];
  await git(gitDir, ['fast-import', '--quiet', '--date-format=raw'], { input: stream.join('') });
  return git(gitDir, ['rev-parse', `refs/heads/${branch}`]);
}

async function beginning(gitDir: string, branch: string | undefined): Promise<string | undefined> {
  return branch === undefined ? undefined : git(gitDir, ['rev-parse', `refs/heads/${branch}`]);
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function change(path: string, content: string | null): string {
  const quoted = `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
  if (content === null) return `D ${quoted}\n`;
  return `M ${content.startsWith('#!') ? '100755' : '100644'} inline ${quoted}\n${data(content)}`;
}
