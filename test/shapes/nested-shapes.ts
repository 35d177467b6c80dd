import type { Shape } from './shape.ts';

const INIT = 'git init -q';
const COMMIT = 'git -c user.name=a -c user.email=a@acme.test commit -q';

/** Repositories within repositories. */
export const NESTED_SHAPES: readonly Shape[] = [
  {
    name: 'a scaffolder begins a repository in a new folder',
    work: `mkdir api && (cd api && ${INIT} && echo x > app.rb); echo y > feature.txt`,
    right: { ends: 'pull request', changes: ['A api/app.rb', 'A feature.txt'], says: ['api/.git'] },
    withRealCli: true,
  },
  {
    name: 'a scaffolder begins a repository and commits in it',
    work: `mkdir api && (cd api && ${INIT} && echo x > app.rb && git add -A && ${COMMIT} -m x); echo y > feature.txt`,
    right: { ends: 'pull request', changes: ['A api/app.rb', 'A feature.txt'], says: ['api/.git'] },
    withRealCli: true,
  },
  {
    name: 'a repository within a repository within a repository',
    work: `mkdir -p a/b && (cd a && ${INIT} && echo x > x.txt && cd b && ${INIT} && echo y > y.txt)`,
    right: { ends: 'pull request', changes: ['A a/b/y.txt', 'A a/x.txt'] },
  },
  {
    name: 'git init in a folder that the repository has',
    repository: 'mkdir lib && echo x > lib/x.txt',
    work: `(cd lib && ${INIT} && git add -A && ${COMMIT} -m x); echo z >> lib/x.txt`,
    right: { ends: 'pull request', changes: ['M lib/x.txt'] },
  },
  {
    name: 'git init in the root again',
    work: `${INIT}; echo y > feature.txt`,
    right: { ends: 'pull request', changes: ['A feature.txt'] },
  },
  {
    name: 'ignored files of a scaffolded repository',
    repository: "printf 'node_modules/\\n*.log\\n' > .gitignore",
    work: `mkdir -p web/node_modules/x && (cd web && ${INIT} && echo x > a.ts && echo l > a.log && echo m > node_modules/x/i.js)`,
    right: { ends: 'pull request', changes: ['A web/a.ts'] },
  },
  {
    name: 'a working tree beside the work',
    work: 'git worktree add -q --detach .worktrees/try HEAD; echo y > feature.txt',
    right: { ends: 'pull request', changes: ['A feature.txt'], says: ['.worktrees/try'] },
  },
  {
    name: 'a submodule that the checkout leaves empty',
    repository: `git update-index --add --cacheinfo 160000,${'1'.repeat(40)},vendor/lib && mkdir -p vendor/lib`,
    work: 'echo y > feature.txt',
    right: { ends: 'pull request', changes: ['A feature.txt'] },
  },
  {
    name: 'a submodule whose empty folder was cleaned away',
    repository: `git update-index --add --cacheinfo 160000,${'1'.repeat(40)},vendor/lib && mkdir -p vendor/lib`,
    work: 'rm -rf vendor; echo y > feature.txt',
    right: { ends: 'pull request', changes: ['A feature.txt'] },
  },
  {
    name: 'the agent adds a submodule',
    work: `git init -q /tmp/other-$$ && git -C /tmp/other-$$ -c user.name=a -c user.email=a@acme.test commit -q --allow-empty -m x; git -c protocol.file.allow=always submodule --quiet add /tmp/other-$$ lib; rm -rf /tmp/other-$$; echo y > feature.txt`,
    right: { ends: 'draft', changes: ['A feature.txt'], says: ['`lib`', '.gitmodules'] },
  },
];
