import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/**
 * Own files that functions load with their first use, and why: all others are imported statically. Measured by the kB that a function
 * loads beside its empty handler, of which 1.25 is the bound.
 */
const LAZY_FILES: Record<string, string> = {
  'shared/adapters/linear/linear-tracker.ts':
    'with both trackers and GitHub the poll loads 1.29, dispatch-run 1.35, admin 1.41',
  'shared/adapters/jira/open-jira.ts': 'as Linear',
  'shared/adapters/github/github-executor.ts': 'as Linear',
  'shared/adapters/child-process/local-executor.ts': 'on a laptop only',
  'shared/adapters/jira/jira-calls.ts': 'imports the SDK of Jira',
  'shared/adapters/jira/markdown-parser.ts': 'imports markdown-it',
  'shared/contract/mapping-record.ts': 'the schema of mappings, for the same reason',
  'shared/adapters/github/list-jobs.ts': 'only silent runs are asked for their jobs',
  'shared/adapters/github/github-pull-request-host.ts': 'few messages look at a pull request',
  'shared/adapters/dynamodb/pull-request-store.ts': 'few messages look at a pull request',
  'shared/contract/failures.ts': 'the words of all failures, 10 kB, of which a run at work needs none',
  'functions/dispatch-run/check-follow-up.ts': 'few candidates are follow-ups',
  'functions/advance-run/check-run.ts':
    'of advance-run what each event needs for itself: all of it together loads 1.27',
  'functions/advance-run/check-ended.ts': 'as check-run',
  'functions/advance-run/look-at-ticket.ts': 'as check-run',
  'functions/advance-run/offer-next.ts': 'as check-run',
  'functions/advance-run/replan.ts': 'as check-run',
  'functions/advance-run/review-plan.ts': 'as check-run',
  'functions/advance-run/settle-run.ts': 'as check-run',
  'functions/advance-run/show-ticket.ts': 'as check-run',
  'functions/advance-run/tell-unshown.ts': 'only what a tracker refuses is told so',
};

/** The admin API is many small operations; all of them together are 1.29. Follow-ups concern few messages. */
const LAZY_FOLDERS = ['functions/admin/', 'functions/advance-run/follow-ups/'];

const sources = ['functions', 'shared'].flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(room, path)),
);
const lazy = sources.flatMap((path) =>
  [...readFileSync(join(ROOT, path), 'utf8').matchAll(/\bimport\(\s*'(\.[^']+)'/g)].map(([, target = '']) =>
    relative(ROOT, resolve(ROOT, dirname(path), target)),
  ),
);

test('own files are imported statically, but for what is measured', () => {
  const others = [...new Set(lazy)].filter((path) => !LAZY_FOLDERS.some((folder) => path.startsWith(folder)));

  expect(others.sort()).toEqual(Object.keys(LAZY_FILES).sort());
});
