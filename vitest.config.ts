import { defineConfig } from 'vitest/config';

/** Tests that drive the synthesized stack on the laptop; it is synthesized once for all of them. */
const WHOLE_SYSTEM = ['test/story/**/*.test.ts', 'test/e2e/**/*.test.ts'];

/** Tests that drive the real Claude Code; `npm run test:claude` installs it. */
const WITH_CLAUDE = ['test/claude/**/*.test.ts'];

/** Tests that take minutes of a processor: permissions taken away one by one, review rounds on executed workflows, storms, the largest searches, two synths, attacks on all copies. */
const SLOW = [
  'enforcement',
  'permissions',
  'bedrock',
  'branches',
  'follow-up',
  'follow-up-passes',
  'comment-trigger',
  'run-without-report',
  'merging',
  'links',
  'machines',
  'seeded-workspace',
  'foul-weather',
  'review-storm',
  'review-flood',
  'kills',
  'month-of-costs',
  'storm',
  'ui-stop',
  'upgrade',
  'rotation',
  'doctor',
]
  .map((name) => `test/e2e/${name}.test.ts`)
  .concat(
    'test/simulation/admission-budgets.test.ts',
    'test/infra/same-everywhere.test.ts',
    'test/runner/machine.test.ts',
    'test/attacks/whole-matrix.test.ts',
  );

/** Shapes of repositories, each put through the shipped workflow: `npm run shapes`. */
const SHAPES = ['test/shapes/**/*.test.ts'];

/** Tests that let strangers move into a copy of the repository, which takes a minute and more of a processor. */
const RECIPES = ['test/recipes/**/*.test.ts'];

/** Tests of what knows neither a process nor a server, with fakes: they leave nothing behind, and one process runs many files. */
const PURE = ['contract', 'domain', 'fakes', 'functions', 'schemas', 'wiring'].map(
  (name) => `test/${name}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts', 'simulators/test/**/*.test.ts'],
          exclude: [...PURE, ...WHOLE_SYSTEM, ...WITH_CLAUDE, ...RECIPES, ...SHAPES, ...SLOW],
          testTimeout: 120_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'pure',
          include: PURE,
          isolate: false,
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: WHOLE_SYSTEM,
          exclude: SLOW,
          globalSetup: ['test/e2e/synthesized-stack.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: SLOW,
          globalSetup: ['test/e2e/synthesized-stack.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'shapes',
          include: SHAPES,
          globalSetup: ['test/e2e/synthesized-stack.ts'],
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'recipes',
          include: RECIPES,
          testTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'claude',
          include: WITH_CLAUDE,
          globalSetup: ['test/e2e/synthesized-stack.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
