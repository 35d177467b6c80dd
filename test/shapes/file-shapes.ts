import type { Shape } from './shape.ts';

/** Files of all kinds. */
export const FILE_SHAPES: readonly Shape[] = [
  {
    name: 'CRLF files that attributes call text, untouched',
    repository: `for i in 1 2 3; do printf 'class A {\\r\\n}\\r\\n' > legacy$i.cs; done; git add -A; git -c user.name=a -c user.email=a@acme.test commit -qm crlf; echo '*.cs text' > .gitattributes; git add .gitattributes; git -c user.name=a -c user.email=a@acme.test commit -qm attributes`,
    isCommitted: true,
    work: 'echo y > feature.txt',
    right: { ends: 'pull request', changes: ['A feature.txt'] },
    withRealCli: true,
  },
  {
    name: 'a CRLF file that attributes call text, changed in one line',
    repository: `printf 'class A {\\r\\n}\\r\\n' > legacy.cs; git add -A; git -c user.name=a -c user.email=a@acme.test commit -qm crlf; echo '*.cs text' > .gitattributes; git add .gitattributes; git -c user.name=a -c user.email=a@acme.test commit -qm attributes`,
    isCommitted: true,
    work: `printf 'class A {\\r\\n  int b;\\r\\n}\\r\\n' > legacy.cs`,
    right: { ends: 'pull request', changes: ['M legacy.cs'] },
  },
  {
    name: 'CRLF files under text=auto',
    repository: `printf 'a\\r\\nb\\r\\n' > a.txt; git add -A; git -c user.name=a -c user.email=a@acme.test commit -qm crlf; echo '* text=auto eol=lf' > .gitattributes; git add .gitattributes; git -c user.name=a -c user.email=a@acme.test commit -qm attributes`,
    isCommitted: true,
    work: 'echo y > feature.txt',
    right: { ends: 'pull request', changes: ['A feature.txt'] },
  },
  {
    name: 'a renamed folder with a symbolic link in it',
    repository: 'mkdir old && echo x > target.txt && ln -s ../target.txt old/link && echo y > old/y.txt',
    work: 'git mv old new',
    right: {
      ends: 'pull request',
      changes: ['A new/link', 'A new/y.txt', 'D old/link', 'D old/y.txt'],
    },
    withRealCli: true,
  },
  {
    name: 'a new symbolic link',
    work: 'ln -s README.md link; echo y > feature.txt',
    right: { ends: 'draft', changes: ['A feature.txt'], says: ['`link`'] },
  },
  {
    name: 'a folder takes the place of a file, and a file of a folder',
    repository: 'echo x > a && mkdir b && echo y > b/c.txt',
    work: 'rm -r a b; mkdir a && echo x > a/b.txt; echo y > b',
    right: { ends: 'pull request', changes: ['A a/b.txt', 'A b', 'D a', 'D b/c.txt'] },
  },
  {
    name: 'names of all kinds',
    work: `mkdir ü && echo a > 'ü/ñ.txt'; echo c > 'new "quoted".txt'; printf '\\000\\001' > bin.dat; : > empty`,
    right: {
      ends: 'pull request',
      changes: ['A bin.dat', 'A empty', 'A new "quoted".txt', 'A ü/ñ.txt'],
    },
  },
  {
    name: 'a name with a tab in it',
    work: `echo b > "$(printf 'tab\\tname.txt')"; echo y > feature.txt`,
    right: { ends: 'draft', changes: ['A feature.txt'], says: ['characters that nobody'] },
  },
  {
    name: 'a rename that changes capitals only',
    repository: 'echo x > readme.txt',
    work: 'git mv readme.txt ReadMe.txt',
    right: { ends: 'pull request', changes: ['A ReadMe.txt', 'D readme.txt'] },
  },
  {
    name: 'executable bits',
    repository: 'echo x > run.sh',
    work: 'chmod +x run.sh',
    right: { ends: 'pull request', changes: ['M run.sh'] },
  },
  {
    name: 'a single huge file beside the work',
    work: 'head -c 12000000 /dev/zero | tr "\\0" a > dump.sql; echo y > feature.txt',
    right: { ends: 'draft', changes: ['A feature.txt'], says: ['dump.sql', '12 MB'] },
    withRealCli: true,
  },
  {
    name: 'much that compresses well',
    work: 'mkdir dump; for i in 1 2 3 4 5 6; do head -c 9437184 /dev/zero | tr "\\0" a > dump/$i.sql; done',
    right: { ends: 'refused', changes: [], says: ['`dump` (54 MB)', 'unpublished-changes'] },
  },
  {
    name: 'more files than are published',
    work: 'mkdir -p gen/a; for i in $(seq 5001); do echo $i > gen/a/$i.txt; done',
    right: { ends: 'refused', changes: [], says: ['`gen/a` (5001 files)', 'unpublished-changes'] },
  },
  {
    name: '400 changed files',
    repository: 'mkdir src; for i in $(seq 400); do echo $i > src/$i.txt; done',
    work: 'for i in $(seq 400); do echo changed >> src/$i.txt; done',
    right: { ends: 'pull request', changes: Array.from({ length: 400 }, (_, i) => `M src/${i + 1}.txt`).sort() },
  },
  {
    name: 'a secret in the change',
    work: "echo 'KEY=1' > .env.production; echo y > feature.txt",
    right: { ends: 'refused', changes: [], says: ['.env.production'] },
    withRealCli: true,
  },
];
