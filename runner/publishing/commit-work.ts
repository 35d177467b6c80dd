import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { GitFailure } from '../repository/git.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import { changedFiles } from './changed-files.ts';
import { judgeChanges, requireAllowed } from './judge-changes.ts';
import type { RepositoryCopy } from './repository-copy.ts';

/** Work that was judged: the tree it leads to, from the commit that the agent began with. */
export interface Work {
  baseSha: string;
  tree: string;
}

export interface Author {
  /** Login of our App. */
  login: string;
  message: string;
}

const LARGEST_PATCH = 200 * 1024 * 1024;

/**
 * Applies the agent's patch to the tree of its base, without a working tree, and judges the result. Throws a `StageFailure` that names
 * every refused file.
 */
export async function readWork(
  copy: RepositoryCopy,
  source: { patchFile: string; baseSha: string; scratch: string; secrets: readonly string[] },
): Promise<Work> {
  const { patchFile, baseSha } = source;
  const stat = lstatSync(patchFile);
  if (!stat.isFile()) throw new StageFailure('patch_not_a_file');
  if (stat.size > LARGEST_PATCH) throw new StageFailure('changes_too_big');
  const index = { env: { GIT_INDEX_FILE: join(source.scratch, 'index') } };
  await copy.git.text(['read-tree', baseSha], index);
  try {
    if (stat.size > 0) await copy.git.text(['apply', '--cached', '--whitespace=nowarn', patchFile], index);
  } catch (error) {
    if (!(error instanceof GitFailure) || error.code !== 'git_failed') throw error;
    throw new StageFailure('changes_not_applicable', error.stderr.trim());
  }
  const tree = await copy.git.text(['write-tree'], index);
  await judge(copy, { from: baseSha, to: tree, secrets: source.secrets });
  return { baseSha, tree };
}

async function judge(copy: RepositoryCopy, change: { from: string; to: string; secrets: readonly string[] }) {
  requireAllowed(judgeChanges(await changedFiles(copy.git, change.from, change.to), change.secrets));
}

/**
 * A commit of the work on top of `head`: as it is where the branch has not moved, else as a cherry-pick, which keeps what others
 * pushed. Undefined when `head` has it all already.
 */
export async function commitWork(
  copy: RepositoryCopy,
  work: Work,
  on: { head: string; author: Author; secrets: readonly string[] },
): Promise<string | undefined> {
  const headTree = await copy.treeOf(on.head);
  const tree = on.head === work.baseSha ? work.tree : await cherryPicked(copy, work, headTree);
  if (tree === headTree) return undefined;
  if (on.head !== work.baseSha) await judge(copy, { from: headTree, to: tree, secrets: on.secrets });
  return commitTree(copy, tree, [on.head], on.author);
}

/** Merges the two trees as if the agent's base were their only common ancestor: that is what a cherry-pick does. */
async function cherryPicked(copy: RepositoryCopy, work: Work, headTree: string): Promise<string> {
  const author = { login: 'merge', message: 'merge' };
  const root = await commitTree(copy, await copy.treeOf(work.baseSha), [], author);
  const ours = await commitTree(copy, headTree, [root], author);
  const theirs = await commitTree(copy, work.tree, [root], author);
  const merge = await copy.git.exit(['merge-tree', '--write-tree', '--name-only', '--no-messages', ours, theirs]);
  const [tree = '', ...conflicts] = merge.stdout.trim().split('\n');
  if (merge.exitCode === 0) return tree;
  if (merge.exitCode !== 1) throw new GitFailure(['merge-tree'], merge.stderr);
  const files = [...new Set(conflicts)].slice(0, 20).join(', ');
  throw new StageFailure('changes_conflict', files);
}

async function commitTree(
  copy: RepositoryCopy,
  tree: string,
  parents: readonly string[],
  { login, message }: Author,
): Promise<string> {
  const email = `${login}@users.noreply.github.com`;
  const env = {
    GIT_AUTHOR_NAME: login,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: login,
    GIT_COMMITTER_EMAIL: email,
  };
  const from = parents.flatMap((parent) => ['-p', parent]);
  return copy.git.text(['commit-tree', tree, ...from, '-F', '-'], { env, input: message });
}
