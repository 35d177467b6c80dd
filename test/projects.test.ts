import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import config from '../vitest.config.ts';

const ROOT = join(import.meta.dirname, '..');
const projects = (config.test?.projects ?? []).flatMap((project) =>
  typeof project === 'object' && 'test' in project ? [project.test ?? {}] : [],
);
const filesOf = (patterns: readonly string[] = []) =>
  patterns.flatMap((pattern) => globSync(pattern, { cwd: ROOT, exclude: (path) => path.includes('node_modules') }));

test('each test file is played by exactly one project, and each name of a project is that of a file', () => {
  const played = projects.map(({ include, exclude = [] }) => {
    const left = new Set(filesOf(exclude));
    return filesOf(include).filter((file) => !left.has(file));
  });

  const everywhere = played.flat().toSorted((a, b) => a.localeCompare(b));
  const all = filesOf(['test/**/*.test.ts', 'simulators/test/**/*.test.ts']).toSorted((a, b) => a.localeCompare(b));
  expect(everywhere).toEqual(all);
  const named = projects.flatMap(({ include = [] }) => include).filter((pattern) => !pattern.includes('*'));
  expect(named.filter((name) => !all.includes(name))).toEqual([]);
});
