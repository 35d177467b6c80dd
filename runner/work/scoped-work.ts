import { rm } from 'node:fs/promises';
import { isInScope } from '../../shared/domain/file-scope.ts';
import type { LeftOut } from '../stages/left-out.ts';
import { shownPath, type TreeGit } from './tree-git.ts';

/**
 * Puts back what changed outside of these scopes between two trees, the later of which is in the working folder, and says what that was.
 * Whatever was to keep a pass within its files, it is what became of them that counts.
 */
export async function putBackOutside(
  { git, folder }: { git: TreeGit; folder: string },
  { before, after }: { before: string; after: string },
  scopes: readonly string[],
): Promise<LeftOut[]> {
  const changed = await git.list(['diff-tree', '-r', '-z', '--name-only', '--no-renames', before, after]);
  const outside = changed.filter((path) => !scopes.some((scope) => isInScope(scope, shownPath(path))));
  for (const path of outside) await putBack(git, folder, { path, source: before });
  return outside.map((path) => ({ path: shownPath(path), kind: 'scope', what: '' }));
}

/** Puts a file back to what a tree has, which may be nothing. Paths are as in lists of git. */
export async function putBack(
  git: TreeGit,
  folder: string,
  { path, source }: { path: string; source: string },
): Promise<void> {
  const file = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, 'latin1')]);
  await rm(file, { recursive: true, force: true });
  // One that the source does not have is gone then.
  const spec = `:(top,literal)${shownPath(path)}`;
  await git.text(['restore', `--source=${source}`, '--worktree', '--', spec]).catch(() => undefined);
}
