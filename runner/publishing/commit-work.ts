import { join } from 'node:path';
import type { PathGuard } from '../../shared/domain/path-guard.ts';
import type { KnownSecret } from '../process/secret-digest.ts';
import { GitFailure } from '../repository/git.ts';
import type { LeftOut } from '../stages/left-out.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import { type JudgedChange, judgeWork } from './judge-work.ts';
import { objectsBefore } from './read-patch.ts';
import type { RepositoryCopy } from './repository-copy.ts';

/** Work that was judged: the tree it leads to, from the commit that the agent began with. */
export interface Work {
  baseSha: string;
  tree: string;
  /** What of the agent's patch is not in the tree. */
  leftOut: LeftOut[];
  /** Paths that the work changes. */
  taken: string[];
}

export interface Author {
  /** Login of our App. */
  login: string;
  message: string;
}

export interface WorkRules {
  /** An empty folder of our own. */
  scratch: string;
  /** Credentials of this run, which must not be in what is pushed. */
  secrets: readonly KnownSecret[];
  guard: PathGuard;
}

/**
 * Applies the agent's patch to the tree of its base, without a working tree, and judges the result. Throws a `StageFailure` that names
 * every file for whose sake nothing is published.
 */
export async function readWork(
  copy: RepositoryCopy,
  source: WorkRules & { patchFile: string; baseSha: string },
): Promise<Work> {
  const { patchFile, baseSha, secrets, guard } = source;
  const { objects, isEmpty } = await objectsBefore(patchFile);
  const env = indexOf(source);
  await copy.git.text(['read-tree', baseSha], { env });
  await copy.fetchObjects(objects);
  try {
    if (!isEmpty) await copy.git.text(['apply', '--cached', '--whitespace=nowarn', patchFile], { env });
  } catch (error) {
    if (!(error instanceof GitFailure) || error.code !== 'git_failed') throw error;
    throw new StageFailure('changes_not_applicable', error.stderr.trim());
  }
  const tree = await copy.git.text(['write-tree'], { env });
  const judged = await judgeWork(copy, { from: baseSha, to: tree }, { secrets, guard, index: env });
  return judged.excluded.length === 0
    ? { baseSha, tree, leftOut: [], taken: judged.taken }
    : withoutExcluded(copy, { baseSha, env }, judged);
}

function indexOf({ scratch }: WorkRules): Record<string, string> {
  return { GIT_INDEX_FILE: join(scratch, 'index') };
}

/** The work with what the base has in the place of each file that is left out. */
async function withoutExcluded(
  copy: RepositoryCopy,
  { baseSha, env }: { baseSha: string; env: Record<string, string> },
  { excluded, taken }: JudgedChange,
): Promise<Work> {
  const gone = excluded.map(({ file: { path } }) => `0 ${'0'.repeat(40)}\t${path}\0`);
  const before = excluded
    .filter(({ file }) => file.oldMode !== '000000')
    .map(({ file: { oldMode, oldObject, path } }) => `${oldMode} ${oldObject}\t${path}\0`);
  await copy.git.text(['update-index', '-z', '--index-info'], { env, input: [...gone, ...before].join('') });
  const tree = await copy.git.text(['write-tree'], { env });
  return { baseSha, tree, leftOut: excluded.map((one) => one.leftOut), taken };
}

/**
 * A commit of the work on top of `head`: as it is where the branch has not moved, else as a cherry-pick, which keeps what others
 * pushed. Undefined when `head` has it all already.
 */
export async function commitWork(
  copy: RepositoryCopy,
  work: Work,
  on: { head: string; author: Author; rules: WorkRules },
): Promise<string | undefined> {
  const headTree = await copy.treeOf(on.head);
  const tree = on.head === work.baseSha ? work.tree : await cherryPicked(copy, work, headTree);
  if (tree === headTree) return undefined;
  if (on.head !== work.baseSha) await requirePublishable(copy, { from: headTree, to: tree }, on.rules);
  return commitTree(copy, tree, [on.head], on.author);
}

/** What the work became on top of others' is judged anew. */
async function requirePublishable(copy: RepositoryCopy, change: { from: string; to: string }, rules: WorkRules) {
  const env = indexOf(rules);
  await copy.git.text(['read-tree', change.to], { env });
  const { excluded } = await judgeWork(copy, change, { ...rules, index: env });
  if (excluded.length === 0) return;
  throw new StageFailure('changes_conflict', excluded.map(({ file }) => file.path).join(', '));
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
