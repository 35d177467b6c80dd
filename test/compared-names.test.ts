import { expect, test } from 'vitest';
import { comparedNames } from './compared-names.ts';

const NAMES = ['linear', 'jira', 'github-actions', 'local'];

test.each([
  ["if (mapping.tracker === 'jira') x();", "=== 'jira'"],
  ["run.executor !== 'github-actions' ? a : b", "!== 'github-actions'"],
  ["'linear' === tracker", "'linear' ==="],
  ["switch (tracker) { case 'linear': x(); }", "case 'linear'"],
  ["bucketId.startsWith('linear#')", "startsWith('linear#"],
  ["['linear', 'jira'].includes(tracker)", "['linear', 'jira'].includes"],
  ['names.includes("local")', 'includes("local"'],
])('a name is compared in %j', (text, found) => {
  expect(comparedNames(text, NAMES)).toEqual([found]);
});

test.each([
  "const WORDS: Record<TrackerName, string> = { linear: 'Linear', jira: 'Jira' };",
  "const RULES = { 'github-actions': { vouchedBy: 'github' } };",
  "import { linear } from './linear.ts';",
  "type Scope = { tracker: 'linear' };",
])('no name is compared in %j', (text) => {
  expect(comparedNames(text, NAMES)).toEqual([]);
});
