import type { Shape } from './shape.ts';

/** What surrounds the work: caches, ignored files, hooks, templates, packages, and how passes end. */
export const PLACE_SHAPES: readonly Shape[] = [
  {
    name: "a package manager's store that nobody ignores",
    work: 'for i in 1 2 3; do mkdir -p .pnpm-store/v10/$i && echo $i > .pnpm-store/v10/$i/f; done; echo y > feature.txt',
    right: { ends: 'pull request', changes: ['A feature.txt'], says: ['.pnpm-store'] },
    withRealCli: true,
  },
  {
    name: 'a virtual environment and compiled files of Python',
    work: 'mkdir -p .venv/bin app/__pycache__ && echo x > .venv/bin/python && echo x > app/__pycache__/a.pyc && echo y > app/a.py',
    right: { ends: 'pull request', changes: ['A app/a.py'] },
  },
  {
    name: 'a cache that the repository keeps',
    repository: 'mkdir -p .yarn/cache .next && echo x > .next/kept.json',
    work: 'echo y > .next/kept.json; echo z > .next/new.json',
    right: { ends: 'pull request', changes: ['A .next/new.json', 'M .next/kept.json'] },
  },
  {
    name: 'a file that is added in spite of .gitignore',
    repository: 'echo dist/ > .gitignore',
    work: 'mkdir dist && echo x > dist/a.js && git add -f dist/a.js',
    right: { ends: 'pull request', changes: ['A dist/a.js'] },
  },
  {
    name: 'a sparse checkout that the agent sets',
    repository: 'mkdir web api && echo a > web/a.txt && echo b > api/b.txt',
    work: 'git sparse-checkout set web; echo c > web/c.txt',
    right: { ends: 'pull request', changes: ['A web/c.txt'] },
  },
  {
    name: 'hooks and a commit template of the repository',
    repository:
      'mkdir hooks && printf "#!/bin/sh\\nexit 1\\n" > hooks/pre-commit && chmod +x hooks/pre-commit && echo "JIRA: " > .gitmessage',
    work: 'git config core.hooksPath hooks; git config commit.template .gitmessage; echo y > feature.txt',
    right: { ends: 'pull request', changes: ['A feature.txt'] },
  },
  {
    name: 'several lockfiles and no package.json in the root',
    repository:
      'mkdir -p a b && echo "{}" > a/package.json && echo > a/yarn.lock && echo "{}" > b/package.json && echo > b/pnpm-lock.yaml',
    work: 'echo y > a/x.js; echo y > b/y.js',
    right: { ends: 'pull request', changes: ['A a/x.js', 'A b/y.js'] },
  },
  {
    name: 'the agent commits, and moves to a branch of its own',
    work: 'git checkout -q -b mine; echo y > feature.txt; git add -A; git -c user.name=a -c user.email=a@acme.test commit -qm mine',
    right: { ends: 'pull request', changes: ['A feature.txt'] },
  },
  {
    name: 'a pipe and a socket that a container left',
    work: 'mkfifo pipe; echo y > feature.txt',
    right: { ends: 'pull request', changes: ['A feature.txt'] },
  },
  {
    name: 'a review that meets a usage limit',
    work: 'echo y > feature.txt',
    review: 'limited',
    right: { ends: 'draft', changes: ['A feature.txt'], says: ['Not reviewed'] },
    withRealCli: true,
  },
  {
    name: 'a review that never answers in its form',
    work: 'echo y > feature.txt',
    review: 'no answer',
    right: { ends: 'draft', changes: ['A feature.txt'], says: ['Not reviewed'] },
    withRealCli: true,
  },
  {
    name: 'nothing is changed',
    work: 'true',
    right: { ends: 'refused', changes: [], says: ['nothing to commit'] },
  },
];
