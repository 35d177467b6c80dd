import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** The tree of a commit, in a folder of its own. */
export interface TreeAt {
  folder: string;
  commit: string;
  remove(): void;
}

/**
 * Lays out a commit with the packages that are installed here, and brings the files of today's `room` (a folder below the root) into
 * it, so that one program measures both. Throws git's error where the commit is not in this repository's history.
 */
export function treeAt(name: string, room: string): TreeAt {
  const git = (...args: string[]) => execFileSync('git', ['-C', ROOT, ...args], { encoding: 'utf8' }).trim();
  const commit = git('rev-parse', '--verify', `${name}^{commit}`);
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
