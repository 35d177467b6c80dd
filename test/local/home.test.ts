import { isAbsolute } from 'node:path';
import { expect, test } from 'vitest';
import { homeOf, keptHomes } from '../../local/world/home/home.ts';

const DEMO = { linear: 'simulated', jira: 'simulated', github: 'simulated' } as const;

test('git and the jobs of runs, which run in folders of their own, get absolute paths', () => {
  const { gitFolder, programFolder } = homeOf(DEMO);
  expect([gitFolder, programFolder].map((path) => isAbsolute(path))).toEqual([true, true]);
});

test('the demo keeps its state apart from what talks to real services, and people reach either', () => {
  const real = homeOf({ ...DEMO, linear: { apiKey: 'k', apiUrl: 'https://linear.test' } });

  expect(real.folder).not.toBe(homeOf(DEMO).folder);
  expect(keptHomes().map(({ folder }) => folder)).toEqual([homeOf(DEMO).folder, real.folder]);
});
