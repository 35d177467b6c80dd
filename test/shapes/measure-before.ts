import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BEFORE_FILE, type Before, Line } from './before.ts';

const COMMIT = '5ffbba2e208c1c658475c3dc3778fb6cda5baa3d';
const ROOT = join(import.meta.dirname, '../..');
const HOW =
  'The stages agent and publish of that commit, in one process, on the real repository of each shape, with a scripted pass of Claude and ' +
  'a small GitHub (test/shapes/by-runner.ts, by `node local/commands/launch.mjs test/shapes/measure-before.ts`). What other stages, the ' +
  'checkout of the workflow and the CLI itself decide is not in it. `node test/shapes/by-runner.ts` measures this tree likewise.';

/** Measures what commit 5ffbba2 made of the shapes, and keeps it. It takes minutes, and the history of this repository. */
export function run(): number {
  const folder = mkdtempSync(join(tmpdir(), 'ai-implement-before-'));
  try {
    execFileSync('git', ['clone', '--quiet', '--shared', ROOT, folder]);
    execFileSync('git', ['-C', folder, 'checkout', '--quiet', COMMIT]);
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'test/shapes'), { recursive: true });
    for (const name of readdirSync(import.meta.dirname).filter((one) => one.endsWith('.ts'))) {
      cpSync(join(import.meta.dirname, name), join(folder, 'test/shapes', name));
    }
    const before: Before = { commit: COMMIT, how: HOW, shapes: linesOf(folder) };
    writeFileSync(BEFORE_FILE, `${JSON.stringify(before, null, 2)}\n`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function linesOf(tree: string): Line[] {
  const file = join(tree, 'test/shapes/by-runner.ts');
  const { stdout, stderr } = spawnSync(process.execPath, [file], { cwd: tree, encoding: 'utf8', maxBuffer: 1 << 26 });
  process.stderr.write(stderr);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => Line.parse(JSON.parse(line)));
}
