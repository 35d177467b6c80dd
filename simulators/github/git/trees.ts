import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { git, gitBytes, gitMaybe } from './git.ts';

export interface TreeEntry {
  /** Six octal digits. */
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  /** Bytes, of a blob. */
  size?: number;
  path: string;
}

/** Entries of a tree or of a commit's tree; undefined when there is no such tree. */
export async function readTree(gitDir: string, treeish: string, isRecursive = false): Promise<TreeEntry[] | undefined> {
  const listed = await gitMaybe(gitDir, [
    'ls-tree',
    '-z',
    '-l',
    '--full-tree',
    ...(isRecursive ? ['-r', '-t'] : []),
    treeish,
  ]);
  return listed?.split('\0').filter(Boolean).map(entryOf);
}

function entryOf(line: string): TreeEntry {
  const [, mode = '', type = '', sha = '', size, path = ''] = /^(\d+) (\w+) (\w+) +(\d+|-)\t(.*)$/s.exec(line) ?? [];
  const bytes = size === '-' ? {} : { size: Number(size) };
  return { mode, type: type as TreeEntry['type'], sha, path, ...bytes };
}

/** The entry of one path in a commit; undefined when it is not there. */
export async function entryAt(gitDir: string, commit: string, path: string): Promise<TreeEntry | undefined> {
  const listed = await git(gitDir, ['ls-tree', '-z', '-l', '--full-tree', commit, '--', path]);
  const entries = listed.split('\0').filter(Boolean).map(entryOf);
  return entries.find((entry) => entry.path === path);
}

/** The type of an object; undefined when there is none with this sha. */
export async function typeOf(gitDir: string, sha: string): Promise<string | undefined> {
  return /^[0-9a-f]{40}$/.test(sha) ? gitMaybe(gitDir, ['cat-file', '-t', sha]) : undefined;
}

export async function readBlob(gitDir: string, sha: string): Promise<Buffer> {
  return gitBytes(gitDir, ['cat-file', 'blob', sha]);
}

export async function writeBlob(gitDir: string, content: Uint8Array): Promise<string> {
  return git(gitDir, ['hash-object', '-w', '--stdin'], { input: content });
}

/** A path that is set, or with a null sha removed. */
export interface TreeChange {
  path: string;
  mode: string;
  sha: string | null;
}

/** Makes a tree from another one and changes to it; throws `GitFailure` for what git does not accept in a tree. */
export async function writeTree(gitDir: string, base: string | undefined, changes: TreeChange[]): Promise<string> {
  const index = join(gitDir, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  const lines = changes.map(
    ({ path, mode, sha }) => `${sha === null ? `0 ${'0'.repeat(40)}` : `${mode} ${sha}`}\t${path}\0`,
  );
  try {
    await git(gitDir, ['read-tree', ...(base === undefined ? ['--empty'] : [base])], { env });
    await git(gitDir, ['update-index', '-z', '--index-info'], { env, input: lines.join('') });
    return await git(gitDir, ['write-tree'], { env });
  } finally {
    rmSync(index, { force: true });
  }
}
