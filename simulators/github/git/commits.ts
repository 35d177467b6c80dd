import type { Signature } from './commit-files.ts';
import { git, gitMaybe } from './git.ts';

export interface Commit {
  sha: string;
  tree: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  message: string;
}

const FIELDS = ['%H', '%T', '%P', '%an', '%ae', '%at', '%cn', '%ce', '%ct', '%B'];
const FORMAT = `--format=${FIELDS.join('%x1f')}%x1e`;

function commitOf(record: string): Commit {
  const [sha = '', tree = '', parents = '', an = '', ae = '', at, cn = '', ce = '', ct, message = ''] =
    record.split('\x1f');
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(Boolean),
    author: { name: an, email: ae, at: Number(at) * 1000 },
    committer: { name: cn, email: ce, at: Number(ct) * 1000 },
    message: message.trimEnd(),
  };
}

function commitsOf(printed: string): Commit[] {
  return printed
    .split('\x1e')
    .map((record) => record.trimStart())
    .filter(Boolean)
    .map(commitOf);
}

/** A commit by its sha; undefined when there is none. */
export async function readCommit(gitDir: string, sha: string): Promise<Commit | undefined> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return undefined;
  const printed = await gitMaybe(gitDir, ['log', '--no-walk', FORMAT, `${sha}^{commit}`]);
  return printed === undefined ? undefined : commitsOf(printed)[0];
}

/** Commits that `head` has and `base` has not, oldest first. */
export async function commitsBetween(gitDir: string, base: string, head: string): Promise<Commit[]> {
  return commitsOf(await git(gitDir, ['log', '--reverse', FORMAT, `${base}..${head}`]));
}

export interface NewCommit {
  tree: string;
  parents: readonly string[];
  message: string;
  author: Signature;
  committer: Signature;
}

/** Makes a commit that no branch has yet, and answers its sha. */
export async function writeCommit(gitDir: string, commit: NewCommit): Promise<string> {
  const { tree, parents, message, author, committer } = commit;
  const env = {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: `${Math.floor(author.at / 1000)} +0000`,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    GIT_COMMITTER_DATE: `${Math.floor(committer.at / 1000)} +0000`,
  };
  return git(gitDir, ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])], { env, input: message });
}
