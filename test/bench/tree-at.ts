import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from '../../local/commands/options.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The full name of a commit; throws a sentence where this clone does not have it. */
export function commitNamed(name: string): string {
  const { status, stdout } = spawnSync('git', ['rev-parse', '--verify', '--quiet', `${name}^{commit}`], {
    encoding: 'utf8',
  });
  if (status !== 0)
    throw new UsageError(`There is no commit ${name} here. A shallow clone has few: git fetch --unshallow`);
  return stdout.trim();
}

/** The tree of a commit, in a folder of its own. */
export interface TreeAt {
  folder: string;
  commit: string;
  remove(): void;
}

/**
 * Lays out a commit with the packages that are installed here, and brings the files of today's `room` (a folder below the root) into
 * it, so that one program measures both.
 */
export function treeAt(name: string, room: string): TreeAt {
  const commit = commitNamed(name);
  const folder = mkdtempSync(join(tmpdir(), 'ai-implement-tree-'));
  execFileSync('git', ['clone', '--quiet', '--shared', '--no-checkout', ROOT, folder]);
  execFileSync('git', ['-C', folder, 'checkout', '--quiet', commit]);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, room), { recursive: true });
  for (const file of readdirSync(join(ROOT, room)).filter((one) => one.endsWith('.ts'))) {
    cpSync(join(ROOT, room, file), join(folder, room, file));
  }
  return { folder, commit, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
