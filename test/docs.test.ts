import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const PAGES = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(ROOT, 'docs')).map((file) => `docs/${file}`)].filter(
  (path) => path.endsWith('.md'),
);

test.each(PAGES)('every link of %s leads to a file', (page) => {
  const targets = [...textOf(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => target);
  const files = targets.filter((target) => !/^[a-z]+:/.test(target));

  expect(files.filter((target) => !existsSync(join(ROOT, dirname(page), target)))).toEqual([]);
});

test.each(['docs/house.md', 'CONTRIBUTING.md'])('every file that %s names is there', (page) => {
  const named = [...textOf(page).matchAll(/`((?:functions|shared|infra|local|runner|simulators|test|ui)\/[\w./-]*)`/g)];

  expect(named.map(([, path = '']) => path).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('the words of the code are in alphabetical order, and code uses each', () => {
  const [, table = ''] = /## Words of the code\n(.*?)\n## /s.exec(textOf('docs/house.md')) ?? [];
  const words = [...table.matchAll(/^\| ([a-z][a-z -]*?)(?:, [a-z ]+)? +\|/gm)].map(([, word = '']) => word).slice(1);
  const sources = ['functions', 'runner', 'shared'].flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => textOf(join(room, path))),
  );
  const code = sources.join('\n').toLowerCase();

  expect(words.length).toBeGreaterThan(40);
  expect(words).toEqual([...words].sort());
  const unused = words.filter((word) => !new RegExp(word.replaceAll(/[ -]/g, '[ -]?')).test(code));
  expect(unused).toEqual([]);
});
