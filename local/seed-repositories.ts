/** Files of a repository by path. */
export type RepositoryFiles = Readonly<Record<string, string>>;

const GITIGNORE = 'node_modules\n.env\n';

/** A package without dependencies, so that its install needs no registry. */
function packageFiles(name: string, scripts: Record<string, string>): RepositoryFiles {
  const described = { name, version: '1.0.0' };
  const lock = { ...described, lockfileVersion: 3, requires: true, packages: { '': described } };
  return {
    '.gitignore': GITIGNORE,
    'package.json': json({ ...described, private: true, type: 'module', scripts }),
    'package-lock.json': json(lock),
  };
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const BACKEND: RepositoryFiles = {
  ...packageFiles('backend', { test: 'node --test', lint: 'node --check src/users.mjs' }),
  'README.md': '# backend\n\nThe API behind the product. `npm test` runs the tests.\n',
  'src/users.mjs': `const users = [
  { name: 'Ada', email: 'ada@acme.test', role: 'owner' },
  { name: 'Grace', email: 'grace@acme.test', role: 'member' },
];

/** All users of the workspace. */
export function listUsers() {
  return users;
}
`,
  'test/users.test.mjs': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listUsers } from '../src/users.mjs';

test('every user has an e-mail address', () => {
  for (const user of listUsers()) assert.match(user.email, /@/);
});
`,
};

const MOBILE: RepositoryFiles = {
  ...packageFiles('mobile', { test: 'node --test' }),
  'README.md': '# mobile\n\nThe app. Drafts live in `src/draft.mjs`.\n',
  'src/draft.mjs': `/** What is being written, kept in memory. */
export const draft = { text: '' };
`,
  'test/draft.test.mjs': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draft } from '../src/draft.mjs';

test('a draft begins empty', () => {
  assert.equal(draft.text, '');
});
`,
};

const INFRASTRUCTURE: RepositoryFiles = {
  '.gitignore': GITIGNORE,
  'README.md': '# infrastructure\n\nScripts of the operations team; no package, plain shell.\n',
  'scripts/rotate-logs.sh':
    '#!/usr/bin/env bash\nset -euo pipefail\nfind /var/log/acme -name "*.log" -mtime +7 -print\n',
};

/** What the seeded repositories hold besides the installed workflow files. */
export const SEEDED_REPOSITORIES: Readonly<Record<string, RepositoryFiles>> = {
  'acme/backend': BACKEND,
  'acme/mobile': MOBILE,
  'acme/infrastructure': INFRASTRUCTURE,
};
