import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MINUTE_MS } from '../../shared/domain/time.ts';

const run = promisify(execFile);

/** What steers Claude and us. It is the default branch that decides about it, and a run never changes it. */
const GUARDED = ['.claude', '.mcp.json', 'CLAUDE.md', 'WORKFLOW.md', 'PLANNING.md', '.ai-implement'];

/** Left out even where .gitignore forgets it. */
const NEVER_OURS = ':(top,exclude,glob)**/node_modules/**';

const LONGEST_MS = 5 * MINUTE_MS;

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
  restoreGuarded(): Promise<void>;
  /** The change so far, new files included, as people read it. */
  diff(): Promise<string>;
  /** Writes our change as a patch that `git apply` takes; tells whether there is any. */
  writePatch(path: string): Promise<boolean>;
}

/** The checkout that the agent works on. Changes are told by an index of our own, so that whatever became of git's does not matter. */
export function workingTree(settings: WorkingTreeSettings): WorkingTree {
  const { folder, baseSha, decidingRef, judged = 'run', environment, scratch } = settings;
  const index = join(scratch, 'index');
  const env = { ...environment, GIT_INDEX_FILE: index, GIT_TERMINAL_PROMPT: '0' };
  const git = async (args: readonly string[]) => {
    const safe = [
      'core.hooksPath=/dev/null',
      'core.fsmonitor=false',
      'safe.directory=*',
      'advice.addEmbeddedRepo=false',
    ];
    const config = safe.flatMap((setting) => ['-c', setting]);
    const { stdout } = await run('git', [...config, ...args], { cwd: folder, env, timeout: LONGEST_MS });
    return stdout;
  };
  const takeChanges = async () => {
    await rm(index, { force: true });
    await git(['read-tree', baseSha]);
    const others = [...GUARDED.map((path) => `:(top,exclude)${path}`), NEVER_OURS];
    await git(['add', '--all', '--', ':/', ...others]);
  };
  const writeDiff = async (from: string, path: string, form: readonly string[]) => {
    await takeChanges();
    const plain = ['--no-color', '--no-ext-diff', '--no-textconv', '--src-prefix=a/', '--dst-prefix=b/'];
    await git(['diff', '--cached', ...plain, ...form, `--output=${path}`, from]);
  };
  const entryOf = async (path: string) => {
    const [, mode, sha] = /^(\d+) \w+ (\w+)/.exec(await git(['ls-tree', decidingRef, '--', path])) ?? [];
    return mode === undefined || sha === undefined ? undefined : { mode, sha };
  };
  return {
    folder,
    async readDeciding(path) {
      const entry = await entryOf(path);
      return entry?.mode.startsWith('100') ? git(['cat-file', 'blob', entry.sha]) : undefined;
    },
    async restoreGuarded() {
      for (const path of GUARDED) {
        await rm(join(folder, path), { recursive: true, force: true });
        if ((await entryOf(path)) === undefined) continue;
        await git(['restore', `--source=${decidingRef}`, '--worktree', '--', path]);
      }
    },
    async diff() {
      const path = join(scratch, 'change.diff');
      const from = judged === 'run' ? baseSha : (await git(['merge-base', decidingRef, baseSha])).trim();
      await writeDiff(from, path, ['--find-renames']);
      return readFile(path, 'utf8');
    },
    async writePatch(path) {
      await writeDiff(baseSha, path, ['--binary', '--full-index', '--no-renames']);
      return (await readFile(path)).length > 0;
    },
  };
}
