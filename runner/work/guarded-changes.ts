import { join } from 'node:path';
import { guardedAs } from '../../shared/domain/guarded-paths.ts';
import type { LeftOut } from '../stages/left-out.ts';
import { putBack } from './scoped-work.ts';
import { nulEnded, shownPath, type TreeGit } from './tree-git.ts';

/** What steers Claude and us. It is the default branch that decides about it, whatever the branch of the work has. */
export const STEERING = [
  '.claude',
  '.mcp.json',
  'CLAUDE.md',
  'AGENTS.md',
  'WORKFLOW.md',
  'PLANNING.md',
  '.ai-implement',
];

interface Checkout {
  git: TreeGit;
  /** Absolute path. */
  folder: string;
  baseSha: string;
  /** The commit that decides about what steers Claude and us. */
  decidingRef: string;
  /** An existing folder outside of the checkout. */
  scratch: string;
}

/** Of guarded paths that differ from the base those that the run itself changed. Paths are as in lists of git. */
export async function guardedChanges(checkout: Checkout, guarded: readonly string[]): Promise<string[]> {
  const { baseSha, decidingRef } = checkout;
  const steering = guarded.filter(isSteering);
  const others = guarded.filter((path) => !isSteering(path));
  return [...(await differing(checkout, decidingRef, steering)), ...(await differing(checkout, baseSha, others))];
}

async function differing({ git, scratch }: Checkout, ref: string, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  const env = { GIT_INDEX_FILE: join(scratch, 'guarded-index') };
  const input = nulEnded(paths);
  await git.text(['read-tree', '--reset', ref], { env });
  try {
    await git.text(['update-index', '--add', '--remove', '--replace', '-z', '--stdin'], { env, input });
  } catch {
    // One that cannot be read is changed as well.
    return [...paths];
  }
  return git.list(['diff', '--cached', '--name-only', '-z', '--no-renames', ref], { env });
}

/** Puts them back to what the run found. */
export async function putGuardedBack(checkout: Checkout, paths: readonly string[]): Promise<void> {
  const { git, folder, baseSha, decidingRef } = checkout;
  for (const path of paths) await putBack(git, folder, { path, source: isSteering(path) ? decidingRef : baseSha });
}

function isSteering(path: string): boolean {
  return STEERING.some((one) => path === one || path.startsWith(`${one}/`));
}

export function guardedLeftOut(path: string): LeftOut {
  const shown = shownPath(path);
  return { path: shown, kind: 'guarded', what: guardedAs(shown) ?? '' };
}
