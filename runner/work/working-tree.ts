import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_PATH_GUARD } from '../../shared/domain/guarded-paths.ts';
import type { PathGuard } from '../../shared/domain/path-guard.ts';
import type { LeftOut } from '../stages/left-out.ts';
import { guardedChanges, guardedLeftOut, putGuardedBack, STEERING } from './guarded-changes.ts';
import { putBackOutside } from './scoped-work.ts';
import { takeChanges } from './take-changes.ts';
import { type TreeGit, treeGit } from './tree-git.ts';

export interface WorkingTreeSettings {
  /** Absolute path of the checkout. */
  folder: string;
  /** What our change is told against. */
  baseSha: string;
  /** The commit whose prompt files and settings count: that of the default branch. */
  decidingRef: string;
  /**
   * What `diff` tells: this run's change alone, or with it all that the branch has over the deciding commit's history, such as what an
   * earlier try left there. @default run
   */
  judged?: 'run' | 'branch';
  /** What the mapping says of guarded paths. @default they are left out */
  guard?: PathGuard;
  /** What programs see of this machine: no token and no credential. */
  environment: Record<string, string>;
  /** An existing folder outside of the checkout. */
  scratch: string;
}

export interface WorkingTree {
  folder: string;
  /** A file of the deciding commit; undefined where it has none, or something that is no file. */
  readDeciding(path: string): Promise<string | undefined>;
  /** Puts what steers Claude back to what the deciding commit has. */
  restoreSteering(): Promise<void>;
  /**
   * Puts guarded paths back to what they were, so that whoever judges the work sees what will be published, and says what of the work
   * so far will not be.
   */
  settle(): Promise<LeftOut[]>;
  /** Where the work stands, to be named to `keepWithin`. */
  mark(): Promise<string>;
  /** Puts back what was changed since then outside of these scopes, and says what that was. */
  keepWithin(mark: string, scopes: readonly string[]): Promise<LeftOut[]>;
  /** The change so far, new files included, as people read it. */
  diff(): Promise<string>;
  /** Writes our change as a patch that `git apply` takes; tells whether there is any, and what is not in it. */
  writePatch(path: string): Promise<{ hasChange: boolean; leftOut: LeftOut[] }>;
}

/** The checkout that the agent works on. Changes are told by an index of our own, so that whatever became of git's does not matter. */
export function workingTree(settings: WorkingTreeSettings): WorkingTree {
  const { folder, baseSha, decidingRef, judged = 'run', environment, scratch, guard = DEFAULT_PATH_GUARD } = settings;
  const index = join(scratch, 'index');
  const git = treeGit(folder, environment);
  const checkout = { git, folder, baseSha, decidingRef, scratch };
  const take = async () => {
    const { guarded, leftOut } = await takeChanges({ git, folder, baseSha, index, guard });
    return { leftOut, guarded: await guardedChanges(checkout, guarded) };
  };
  const mark = async () => {
    await take();
    return (await git.text(['write-tree'], { env: { GIT_INDEX_FILE: index } })).trim();
  };
  const writeDiff = async (from: string, path: string, form: readonly string[]) => {
    const plain = ['--no-color', '--no-ext-diff', '--no-textconv', '--src-prefix=a/', '--dst-prefix=b/'];
    const env = { GIT_INDEX_FILE: index };
    await git.text(['diff', '--cached', ...plain, ...form, `--output=${path}`, from], { env });
  };
  return {
    folder,
    async readDeciding(path) {
      const entry = await entryOf(git, decidingRef, path);
      return entry?.mode.startsWith('100') ? git.text(['cat-file', 'blob', entry.sha]) : undefined;
    },
    async restoreSteering() {
      for (const path of STEERING.filter((one) => guard.allowed.every((scope) => !scope.startsWith(one)))) {
        await rm(join(folder, path), { recursive: true, force: true });
        if ((await entryOf(git, decidingRef, path)) === undefined) continue;
        await git.text(['restore', `--source=${decidingRef}`, '--worktree', '--', path]);
      }
    },
    async settle() {
      const { guarded, leftOut } = await take();
      await putGuardedBack(checkout, guarded);
      return [...guarded.map(guardedLeftOut), ...leftOut];
    },
    mark,
    keepWithin: async (before, scopes) => putBackOutside(checkout, { before, after: await mark() }, scopes),
    async diff() {
      const path = join(scratch, 'change.diff');
      const from = judged === 'run' ? baseSha : (await git.text(['merge-base', decidingRef, baseSha])).trim();
      await take();
      await writeDiff(from, path, ['--find-renames']);
      return readFile(path, 'utf8');
    },
    async writePatch(path) {
      const { guarded, leftOut } = await take();
      await writeDiff(baseSha, path, ['--binary', '--full-index', '--no-renames']);
      return { hasChange: (await stat(path)).size > 0, leftOut: [...guarded.map(guardedLeftOut), ...leftOut] };
    },
  };
}

async function entryOf(git: TreeGit, ref: string, path: string): Promise<{ mode: string; sha: string } | undefined> {
  const [, mode, sha] = /^(\d+) \w+ (\w+)/.exec(await git.text(['ls-tree', ref, '--', path])) ?? [];
  return mode === undefined || sha === undefined ? undefined : { mode, sha };
}
