import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { treeAt } from '../bench/tree-at.ts';
import { BEFORE_FILE, type Before, Line, MEASURED } from './before.ts';

const COMMIT = '5ffbba2e208c1c658475c3dc3778fb6cda5baa3d';
const HOW =
  'The stages agent and publish of that commit, in one process, on the real repository of each shape, with a scripted pass of Claude and ' +
  'a small GitHub (test/shapes/by-runner.ts, by `node local/commands/launch.mjs test/shapes/measure-before.ts`). What other stages, the ' +
  'checkout of the workflow and the CLI itself decide is not in it. `node test/shapes/by-runner.ts` measures this tree likewise. ' +
  'A line that begins with `held` is what the adapter of GitHub Actions of that commit answered to an order at a simulated repository of that shape.';

/** Measures what commit 5ffbba2 made of the shapes, and keeps it; what no stage decided stays as it was measured. It takes minutes, and the history of this repository. */
export function run(): number {
  const held = MEASURED.filter(({ words }) => words.startsWith('held'));
  const { folder, remove } = treeAt(COMMIT, 'test/shapes');
  try {
    const before: Before = { commit: COMMIT, how: HOW, shapes: [...linesOf(folder), ...held] };
    writeFileSync(BEFORE_FILE, `${JSON.stringify(before, null, 2)}\n`);
    return 0;
  } finally {
    remove();
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
