import type { Shape } from './shape.ts';

/** Files that steer tools and people. */
export const GUARDED_SHAPES: readonly Shape[] = [
  {
    name: 'the ticket asks for a hook of husky',
    work: 'echo y > feature.txt',
    writes: { '.husky/pre-commit': 'npm test\n' },
    right: { ends: 'pull request', changes: ['A feature.txt'], says: ['.husky/pre-commit'] },
    withRealCli: true,
  },
  {
    name: 'the mapping allows hooks of husky',
    work: 'echo y > feature.txt',
    writes: { '.husky/pre-commit': 'npm test\n' },
    mapping: { allowedGuardedPaths: '.husky' },
    right: { ends: 'pull request', changes: ['A .husky/pre-commit', 'A feature.txt'], says: ['a hook of git'] },
    withRealCli: true,
  },
  {
    name: 'the mapping allows settings of editors and containers',
    work: 'true',
    writes: { '.vscode/tasks.json': '{}\n', '.devcontainer/devcontainer.json': '{}\n', '.npmrc': 'save-exact=true\n' },
    mapping: { allowedGuardedPaths: '.vscode, .devcontainer, .npmrc' },
    right: {
      ends: 'pull request',
      changes: ['A .devcontainer/devcontainer.json', 'A .npmrc', 'A .vscode/tasks.json'],
    },
    withRealCli: true,
  },
  {
    name: 'nothing but CLAUDE.md is changed',
    repository: 'echo old > CLAUDE.md',
    work: 'echo new >> CLAUDE.md',
    right: { ends: 'refused', changes: [], says: ['CLAUDE.md'] },
    withRealCli: true,
  },
  {
    name: 'CLAUDE.md is changed beside code',
    repository: 'echo old > CLAUDE.md',
    work: 'echo new >> CLAUDE.md; echo y > feature.txt',
    right: { ends: 'pull request', changes: ['A feature.txt'], says: ['CLAUDE.md'] },
  },
  {
    name: 'the code speaks of a guarded file that is left out',
    work: 'mkdir -p .github/workflows && echo "on: push" > .github/workflows/lint.yml; echo "See .github/workflows/lint.yml" > docs.md',
    right: { ends: 'draft', changes: ['A docs.md'], says: ['.github/workflows/lint.yml'] },
  },
  {
    name: 'a workflow is renamed',
    repository: `mkdir -p .github/workflows && printf 'on: workflow_dispatch\\njobs:\\n  a:\\n    runs-on: ubuntu-latest\\n    steps:\\n      - run: "true"\\n' > .github/workflows/lint.yml`,
    work: 'git mv .github/workflows/lint.yml .github/workflows/check.yml; echo y > feature.txt',
    right: { ends: 'pull request', changes: ['A feature.txt'], says: ['lint.yml', 'check.yml'] },
  },
  {
    name: 'the mapping refuses work on guarded files',
    work: 'echo "* @boss" > CODEOWNERS; echo y > feature.txt',
    mapping: { guardedPaths: 'refuse' },
    right: { ends: 'refused', changes: [], says: ['CODEOWNERS'] },
  },
  {
    name: 'CLAUDE.md of a package in a monorepo',
    repository: 'mkdir -p packages/a && echo old > packages/a/CLAUDE.md',
    work: 'echo new >> packages/a/CLAUDE.md; echo y > packages/a/x.ts',
    right: { ends: 'pull request', changes: ['A packages/a/x.ts'], says: ['packages/a/CLAUDE.md'] },
  },
];
