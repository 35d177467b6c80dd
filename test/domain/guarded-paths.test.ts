import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../runner/publishing/judge-changes.ts';
import { STEERING } from '../../runner/work/guarded-changes.ts';
import { DEFAULT_PATH_GUARD, guardedAs } from '../../shared/domain/guarded-paths.ts';

const GUARDED: Record<string, string[]> = {
  'a setting of Claude': ['.claude/settings.json', '.claude/agents/a.md', '.mcp.json'],
  'what tells agents how to work': [
    'CLAUDE.md',
    'CLAUDE.local.md',
    'AGENTS.md',
    'GEMINI.md',
    '.cursor/rules/a.mdc',
    '.github/copilot-instructions.md',
  ],
  'a setting of AI-Implement': ['WORKFLOW.md', 'PLANNING.md', '.ai-implement/config.yml', '.ai-implement/image.yml'],
  'the runner': ['.github/ai-implement/runner.mjs'],
  'a workflow': ['.github/workflows/ci.yml', '.gitea/workflows/ci.yaml', '.forgejo/workflows/ci.yml'],
  'an action of the workflows': [
    '.github/actions/a/index.js',
    '.forgejo/actions/a/run.sh',
    'action.yml',
    'a/action.yaml',
  ],
  'a pipeline of CI': [
    ...[
      '.gitlab-ci.yml',
      '.gitlab/ci/a.yml',
      '.circleci/config.yml',
      '.travis.yml',
      'azure-pipelines.yml',
      '.azure-pipelines/a.yml',
    ],
    ...[
      'Jenkinsfile',
      'Jenkinsfile.release',
      '.buildkite/pipeline.yml',
      '.drone.yml',
      '.woodpecker/a.yml',
      'bitbucket-pipelines.yml',
    ],
    ...[
      'appveyor.yml',
      'cloudbuild.yaml',
      'buildspec.yml',
      '.semaphore/semaphore.yml',
      '.teamcity/settings.kts',
      'wercker.yml',
    ],
    ...[
      '.cirrus.yml',
      'codefresh.yml',
      '.tekton/a.yaml',
      '.harness/a.yaml',
      'bitrise.yml',
      'codemagic.yaml',
      'amplify.yml',
    ],
    ...[
      'zuul.d/jobs.yaml',
      '.zuul.yaml',
      '.prow.yaml',
      '.build.yml',
      '.builds/a.yml',
      '.vela.yml',
      'screwdriver.yaml',
      '.space.kts',
    ],
  ],
  'a setting of a bot that updates dependencies': [
    '.github/dependabot.yml',
    'renovate.json',
    '.github/renovate.json5',
    '.renovaterc',
  ],
  'a setting of a bot that merges or administers': [
    '.github/settings.yml',
    '.mergify.yml',
    '.github/mergify.yml',
    '.kodiak.toml',
    'bors.toml',
  ],
  'the list of code owners': ['CODEOWNERS', '.github/CODEOWNERS', 'docs/CODEOWNERS'],
  'a hook of git': [
    ...[
      '.husky/pre-commit',
      '.huskyrc.js',
      '.githooks/pre-push',
      'lefthook.yml',
      '.lefthook-local.toml',
      '.pre-commit-config.yaml',
    ],
    ...[
      '.overcommit.yml',
      '.simple-git-hooks.json',
      'simple-git-hooks.cjs',
      '.cargo-husky/hooks/a',
      'captainhook.json',
      'grumphp.yml',
      'hk.pkl',
    ],
  ],
  'a setting or task of an editor': [
    ...[
      '.vscode/tasks.json',
      '.idea/workspace.xml',
      '.run/a.run.xml',
      '.zed/tasks.json',
      '.fleet/run.json',
      '.vs/tasks.vs.json',
      '.nova/Tasks/a.json',
    ],
    ...[
      'a.code-workspace',
      'a.sublime-project',
      '.dir-locals.el',
      '.exrc',
      '.nvim.lua',
      '.helix/config.toml',
      '.envrc',
    ],
  ],
  'a setting of a development container': [
    '.devcontainer/devcontainer.json',
    '.devcontainer.json',
    '.gitpod.yml',
    'devfile.yaml',
    '.idx/dev.nix',
  ],
  'a setting of a package manager': ['.npmrc', '.yarnrc.yml'],
  'the list of submodules': ['.gitmodules'],
  'a setting of Git LFS': ['.lfsconfig'],
};
const all = Object.entries(GUARDED).flatMap(([what, paths]) => paths.map((path) => [path, what] as const));
const changed = (path: string) => ({
  ...{ path, oldMode: '000000', mode: '100644', oldObject: '0'.repeat(40), object: '1'.repeat(40) },
  ...{ size: 1, oldSize: 0 },
});

test.each(all)('publish leaves %s out, at any depth and in any case', (path, what) => {
  const guarded = { leftOut: { kind: 'guarded', what } };
  for (const written of [path, `packages/a/${path}`, path.toUpperCase()]) {
    expect(verdictOf(changed(written), DEFAULT_PATH_GUARD)).toEqual(guarded);
  }
});

test('what steers the agent is guarded', () => {
  expect(STEERING.filter((path) => guardedAs(path) === undefined)).toEqual([]);
});

describe('names that are another name on some systems', () => {
  test.each(['.claude./settings.json', '.claude /settings.json', '.cla\u200dude/a', 'CLAUDE.md. .'])(
    '%j is guarded',
    (path) => {
      expect(guardedAs(path)).toBeDefined();
    },
  );
});

test.each([
  ...[
    'src/claude.ts',
    'docs/agents.mdx',
    'src/workflow.ts',
    'src/actions/index.ts',
    'build.yml',
    'builds/a.yml',
    'src/run.ts',
  ],
  ...[
    'renovate.ts',
    'src/hooks/use-a.ts',
    'vscode/a.json',
    'run/a.sh',
    'envrc.md',
    'settings.yml',
    '.gitignore',
    'package.json',
  ],
])('%s is part of the product', (path) => {
  expect(guardedAs(path)).toBeUndefined();
});
