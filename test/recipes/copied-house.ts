import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Edit } from './recipe.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** What is no source, or too large to copy. */
const LEFT_OUT = ['node_modules', '.git', 'cdk.out', 'dist', '.local', 'coverage'];

/** A copy of the repository, in which strangers may move in. */
export interface CopiedHouse {
  make(edits: readonly Edit[]): void;
  /** The files in which `tsc` finds an error, in order. */
  filesInError(): string[];
  /** Runs these tests; answers the exit code, and all that was printed. */
  test(files: readonly string[]): { status: number | null; output: string };
  remove(): void;
}

/** Copies what is in the working tree; packages are those that are installed here. */
export function copiedHouse(): CopiedHouse {
  const folder = mkdtempSync(join(tmpdir(), 'recipes-'));
  cpSync(ROOT, folder, { recursive: true, filter: (path) => !LEFT_OUT.includes(basename(path)) });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const run = (program: string, args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join('node_modules', program), ...args], {
      cwd: folder,
      // A test that hangs in the copy is one that fails.
      timeout: 300_000,
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  };
  return {
    make: (edits) => {
      for (const edit of edits) makeOne(folder, edit);
    },
    filesInError() {
      const { output, status } = run('typescript/bin/tsc', ['--noEmit', '--pretty', 'false']);
      const files = [...output.matchAll(/^(\S+?)\(\d+,\d+\): error /gm)].map(([, file = '']) => file);
      if (status !== 0 && files.length === 0) throw new Error(output);
      return [...new Set(files)].sort();
    },
    test: (files) =>
      run('vitest/vitest.mjs', ['run', ...['pure', 'parts', 'recipes'].map((name) => `--project=${name}`), ...files]),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function makeOne(folder: string, edit: Edit): void {
  const path = join(folder, edit.path);
  if ('content' in edit) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, edit.content);
    return;
  }
  const parts = readFileSync(path, 'utf8').split(edit.before);
  if (parts.length !== 2) throw new Error(`${edit.path} has ${parts.length - 1} times: ${edit.before}`);
  writeFileSync(path, parts.join(edit.put + edit.before));
}
