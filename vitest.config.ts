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

/**
 * Tests that take more than some fifteen seconds of a processor each: whole searches, each boundary in turn, pages in each theme and width, git, the
 * stages of the runner and whole systems at length. `npm test` leaves them out, so that it costs minutes also on a busy machine; `.ci/run` plays them all on each commit.
 */
const LONG = [
  'simulators/test/actions/bedrock',
  'simulators/test/actions/dispatched-workflows',
  'simulators/test/actions/ended-early',
  'simulators/test/actions/shipped-workflows',
  'simulators/test/github-git',
  'simulators/test/github-git-data',
  'simulators/test/github-pulls',
  'simulators/test/github-reactions',
  'simulators/test/github-reviews',
  'simulators/test/github-webhooks',
  'test/adapters/answers/github-sync',
  'test/adapters/github-branch-rules',
  'test/adapters/github-code-host.contract',
  'test/adapters/github-feedback',
  'test/adapters/github-pull-request-host',
  'test/contracts/claude-cli-on-stand-in',
  'test/contracts/stores-on-dynamodb-local',
  'test/e2e/dedup',
  'test/e2e/economy',
  'test/e2e/jira',
  'test/e2e/moved-repositories',
  'test/e2e/notices',
  'test/e2e/outage',
  'test/e2e/reports',
  'test/e2e/restart',
  'test/e2e/secrets',
  'test/e2e/ui-live',
  'test/functions/crash-matrix',
  'test/functions/crash-matrix-of-plans',
  'test/infra/bundle-size',
  'test/infra/concurrency',
  'test/local/people-moves',
  'test/local/stories',
  'test/local/wrong-usage',
  'test/runner/external-reviews',
  'test/runner/follow-up',
  'test/runner/hostile-patches',
  'test/runner/kept-patch',
  'test/runner/program',
  'test/runner/publish',
  'test/runner/publish-again',
  'test/runner/publish-left-out',
  'test/runner/publish-on-simulator',
  'test/runner/signed-commits',
  'test/runner/stages/agent',
  'test/runner/stages/agent-endings',
  'test/runner/stages/agent-guarded-paths',
  'test/runner/stages/agent-hooks',
  'test/runner/stages/agent-repository-shapes',
  'test/runner/stages/agent-work-units',
  'test/simulation/admission',
  'test/simulation/reviews',
  'test/simulation/sabotages',
  'test/ui/accessible',
  'test/ui/admin-ui',
  'test/ui/audit',
  'test/ui/first-view',
  'test/ui/lists',
  'test/ui/repositories-and-runs',
  'test/ui/roles',
  'test/ui/stops-and-dead-letters',
  'test/ui/trends',
].map((name) => `${name}.test.ts`);

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
          exclude: [...PURE, ...WHOLE_SYSTEM, ...WITH_CLAUDE, ...RECIPES, ...SHAPES, ...SLOW, ...LONG],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'pure',
          include: PURE,
          exclude: LONG,
          isolate: false,
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: WHOLE_SYSTEM,
          exclude: [...SLOW, ...LONG],
          globalSetup: ['test/e2e/synthesized-stack.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          include: LONG,
          globalSetup: ['test/e2e/synthesized-stack.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: SLOW,
          globalSetup: ['test/e2e/synthesized-stack.ts'],
          testTimeout: 300_000,
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
