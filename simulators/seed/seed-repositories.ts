/** Files of a repository by path. */
export type RepositoryFiles = Readonly<Record<string, string>>;

const GITIGNORE = 'node_modules\n.env\n';

/** A package without dependencies, so that its install needs no registry. */
function packageFiles(name: string, scripts: Record<string, string>): RepositoryFiles {
  const described = { name, version: '1.0.0' };
  const lock = { ...described, lockfileVersion: 3, requires: true, packages: { '': described } };
  return {
    '.gitignore': GITIGNORE,
    'package.json': json({ ...described, private: true, scripts }),
    'package-lock.json': json(lock),
  };
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const BACKEND: RepositoryFiles = {
  ...packageFiles('backend', { test: 'node --test', lint: 'node --check src/users.js' }),
  'README.md': '# backend\n\nThe API behind the product. `npm test` runs the tests.\n',
  'src/users.js': `const users = [
  { name: 'Ada', email: 'ada@acme.test', role: 'owner' },
  { name: 'Grace', email: 'grace@acme.test', role: 'member' },
];

/** All users of the workspace. */
exports.listUsers = () => users;
`,
  'test/users.test.js': `const assert = require('node:assert/strict');
const { test } = require('node:test');
const { listUsers } = require(\`../src/users.js\`);

test('every user has an e-mail address', () => {
  for (const user of listUsers()) assert.match(user.email, /@/);
});
`,
};

const MOBILE: RepositoryFiles = {
  ...packageFiles('mobile', { test: 'node --test' }),
  'README.md': '# mobile\n\nThe app. Drafts live in `src/draft.js`.\n',
  'src/draft.js': `/** What is being written, kept in memory. */
exports.draft = { text: '' };
`,
  'test/draft.test.js': `const assert = require('node:assert/strict');
const { test } = require('node:test');
const { draft } = require(\`../src/draft.js\`);

test('a draft begins empty', () => {
  assert.equal(draft.text, '');
});
`,
};

const REPORTS: RepositoryFiles = {
  ...packageFiles('reports', { test: 'node --test' }),
  'README.md': '# reports\n\nWhat the shop sold, day by day. Orders are large: give a run memory.\n',
  'src/report.js': `/** What these orders add up to. */
exports.total = (orders) => orders.reduce((sum, { cents }) => sum + cents, 0);
`,
  'test/report.test.js': `const assert = require('node:assert/strict');
const { test } = require('node:test');
const { total } = require(\`../src/report.js\`);

test('orders add up', () => {
  assert.equal(total([{ cents: 1200 }, { cents: 50 }]), 1250);
});
`,
};

const INFRASTRUCTURE: RepositoryFiles = {
  '.gitignore': GITIGNORE,
  'README.md': '# infrastructure\n\nScripts of the operations team; no package, plain shell.\n',
  'scripts/rotate-logs.sh':
    '#!/usr/bin/env bash\nset -euo pipefail\nfind /var/log/acme -name "*.log" -mtime +7 -print\n',
};

/** Of no mapping, and without any file of ours: to be set up by whoever follows the guide. */
export const UNMAPPED_REPOSITORY = 'website';

const WEBSITE: RepositoryFiles = {
  ...packageFiles('website', { test: 'node --test' }),
  'README.md': '# website\n\nThe pages of the shop. `npm test` runs the tests.\n',
  'src/title.js': '/** The title of a page. */\nexports.titleOf = (name) => [name, "Acme"].join(" - ");\n',
  'test/title.test.js': `const assert = require('node:assert/strict');
const { test } = require('node:test');
const { titleOf } = require(\`../src/title.js\`);

test('a title ends in our name', () => {
  assert.equal(titleOf('Shop'), 'Shop - Acme');
});
`,
};

/** What the seeded repositories hold besides the installed workflow files. */
export const SEEDED_REPOSITORIES: Readonly<Record<string, RepositoryFiles>> = {
  'acme/backend': BACKEND,
  'acme/mobile': MOBILE,
  'acme/infrastructure': INFRASTRUCTURE,
  'acme/reports': REPORTS,
  [`acme/${UNMAPPED_REPOSITORY}`]: WEBSITE,
};
