import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RunReport } from '../../shared/contract/runner.ts';
import type { RepositoryCopy } from './repository-copy.ts';

/** Bytes; a cut diff still fits a prompt. */
const LONGEST_DIFF = 600_000;
const PLAIN = ['--no-ext-diff', '--no-textconv', '--no-color'];

/** What a branch brings, seen from where it left the default branch. */
export async function diffOf(copy: RepositoryCopy, from: string, to: string): Promise<string> {
  let [kept, size]: [Buffer[], number] = [[], 0];
  const receiver = () => {
    [kept, size] = [[], 0];
    return (chunk: Buffer) => {
      if (size < LONGEST_DIFF) kept.push(Buffer.from(chunk.subarray(0, LONGEST_DIFF - size)));
      size += chunk.length;
    };
  };
  await copy.git.stream(['diff', ...PLAIN, from, to], receiver);
  // A letter that the cut went through is left out.
  const diff = new TextDecoder().decode(Buffer.concat(kept), { stream: true });
  return size <= LONGEST_DIFF ? diff.replace(/\n$/, '') : `${diff}\n[The diff is cut here.]`;
}

/** The commit at which `head` left `other`. */
export function forkPoint(copy: RepositoryCopy, head: string, other: string): Promise<string> {
  return copy.git.text(['merge-base', head, other]);
}

export async function countChanges(
  copy: RepositoryCopy,
  from: string,
  to: string,
): Promise<NonNullable<RunReport['changes']>> {
  const lines = await copy.git.text(['diff', ...PLAIN, '--numstat', '--no-renames', from, to]);
  const counts = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
  // Binary files have no lines; git writes a dash.
  const sum = (column: number) => counts.reduce((total, fields) => total + (Number(fields[column]) || 0), 0);
  return { files: counts.length, additions: sum(0), deletions: sum(1) };
}

/** The text of a file in a commit; undefined when it has none of that path. */
export async function fileIn(copy: RepositoryCopy, commit: string, path: string): Promise<string | undefined> {
  const { exitCode, stdout } = await copy.git.exit(['cat-file', 'blob', `${commit}:${path}`]);
  return exitCode === 0 ? stdout : undefined;
}

/**
 * Writes the files of a commit to a new folder, to be read. No filter runs, since none is configured; a symbolic link becomes a file
 * that holds its target.
 */
export async function writeTree(copy: RepositoryCopy, commit: string, scratch: string): Promise<string> {
  const folder = join(scratch, 'tree');
  mkdirSync(folder);
  const gitDir = resolve(await copy.git.text(['rev-parse', '--absolute-git-dir']));
  const env = { GIT_DIR: gitDir, GIT_WORK_TREE: folder, GIT_INDEX_FILE: join(scratch, 'tree-index') };
  await copy.git.text(['read-tree', '--reset', '-u', commit], { env });
  return folder;
}
