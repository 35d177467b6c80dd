import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepStack, keptStack, layKept } from '../../local/stack/kept-stacks.ts';

const SOURCES = [
  ...['cdk.json', 'package.json', 'tsconfig.json', 'node_modules/.package-lock.json'],
  ...['functions/admin/handler.ts', 'infra/app.ts', 'runner/main.ts', 'shared/domain/run.ts', 'templates/WORKFLOW.md'],
  'ui/main.tsx',
];

let root: string;
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ai-implement-kept-'));
  for (const path of SOURCES) put(path, path);
});
afterEach(() => rmSync(root, { recursive: true }));

test('a stack is kept under the same name while nothing of it changes', () => {
  const before = keptStack(root);
  put('docs/design.md', 'Nothing that is synthesized.');
  expect(keptStack(root)).toBe(before);
});

test.each(SOURCES)('a change of %s makes another stack, and its undoing the same one', (path) => {
  const before = keptStack(root);
  put(path, 'changed');
  expect(keptStack(root)).not.toBe(before);
  put(path, path);
  expect(keptStack(root)).toBe(before);
});

test('a file that is added, or moved, makes another stack', () => {
  const before = keptStack(root);
  put('shared/domain/other.ts', '');
  const added = keptStack(root);
  rmSync(join(root, 'shared/domain/other.ts'));
  put('shared/other.ts', '');
  expect(new Set([before, added, keptStack(root)]).size).toBe(3);
});

test('what is laid is what was kept, without what lay there', () => {
  const kept = keptStack(root);
  put('out/stack.json', '{}');
  put('next/old.json', 'old');
  expect(layKept(kept, join(root, 'next'))).toBe(false);
  keepStack(join(root, 'out'), kept);
  keepStack(join(root, 'out'), kept);
  expect(layKept(kept, join(root, 'next'))).toBe(true);
  expect(readFileSync(join(root, 'next/stack.json'), 'utf8')).toBe('{}');
  expect(existsSync(join(root, 'next/old.json'))).toBe(false);
});
