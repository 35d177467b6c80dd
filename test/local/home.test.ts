import { isAbsolute } from 'node:path';
import { expect, test } from 'vitest';
import { keptHome } from '../../local/world/home/home.ts';

test('git and the jobs of runs, which run in folders of their own, get absolute paths', () => {
  const { gitFolder, programFolder } = keptHome();
  expect([gitFolder, programFolder].map((path) => isAbsolute(path))).toEqual([true, true]);
});
