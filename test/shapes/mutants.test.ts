import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Line, WRONG_BEFORE } from './before.ts';
import { MUTANTS } from './mutants.ts';

// A shape counts where an earlier commit got it wrong, or where one changed line would.

const ROOT = resolve(import.meta.dirname, '../..');
const NEEDED = ['package.json', 'runner', 'shared', 'simulators', 'templates', 'test'];

let tree: string;
beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'ai-implement-mutants-'));
  for (const name of NEEDED) cpSync(join(ROOT, name), join(tree, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
});
afterAll(() => rmSync(tree, { recursive: true }));

function played(shape: string): Line {
  const { stdout } = spawnSync(process.execPath, [join(tree, 'test/shapes/by-runner.ts'), shape], { cwd: tree });
  return Line.parse(JSON.parse(stdout.toString()));
}

test.for(MUTANTS.map((mutant) => [mutant.shape, mutant] as const))(
  '%s goes wrong by one changed line',
  ([, mutant]) => {
    const { shape, file, text, instead } = mutant;
    const source = readFileSync(join(ROOT, file), 'utf8');
    expect(source.split(text)).toHaveLength(2);
    expect(played(shape)).toMatchObject({ name: shape, isRight: true });

    writeFileSync(join(tree, file), source.replace(text, instead));
    const line = played(shape);
    writeFileSync(join(tree, file), source);

    expect(line).toMatchObject({ name: shape, isRight: false });
  },
);

test('forty shapes count', () => {
  const counting = new Set([...WRONG_BEFORE, ...MUTANTS.map(({ shape }) => shape)]);
  expect(counting.size).toBeGreaterThanOrEqual(40);
});
