import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as questions from './github-questions.ts';
import { GITHUB_ANSWERS } from './github-words.ts';
import { JIRA_ANSWERS, JIRA_ROWS } from './jira-answers.ts';
import { LINEAR_ANSWERS, LINEAR_ROWS } from './linear-answers.ts';
import { USE_CASES } from './through.ts';

// Each method of a port to a vendor is answered in each way through a use case; one that is new is missed here.

const ROOT = resolve(import.meta.dirname, '../../..');
const PORTS = join(ROOT, 'shared/ports');

/** The methods of an interface, as `Interface.method`. */
function methodsOf(file: string, name: string): string[] {
  const source = readFileSync(join(PORTS, file), 'utf8');
  const [, body] = new RegExp(`^export interface ${name}(?:<[^{]*>)? \\{\\n(.*?)^\\}`, 'ms').exec(source) ?? [];
  const methods = [...(body ?? '').matchAll(/^ {2}(\w+)\??(?:\(|: \()/gm)].map(([, method]) => `${name}.${method}`);
  expect(methods).not.toEqual([]);
  return methods;
}

/** Ports to what is ours, and why no vendor's answer can spoil them. */
const OURS: Record<string, string> = {
  'admin-store.ts': 'our table',
  'admission-store.ts': 'our table',
  'clock.ts': 'the process itself',
  'failure-notes.ts': 'our table',
  'machine-fleet.ts': 'a list of machines on Fly, whose answers are tested with its reader and with the sweep',
  'machine-identity.ts': 'keys of an issuer, whose answers are tested with the reader of its tokens',
  'mapping-store.ts': 'our table',
  'notifier.ts': 'chats, whose answers decide nothing: they are tested with who receives for them',
  'secrets.ts': 'our parameters',
  'pull-request-store.ts': 'our table',
  'run-store.ts': 'our table',
  'run-tokens.ts': 'the process itself',
  'settings-store.ts': 'our table',
  'spending-store.ts': 'our table',
  'stop-store.ts': 'our table',
  'template-files.ts': 'files that are bundled with the function',
  'ticket-store.ts': 'our table',
  'timer-store.ts': 'our table',
  'tracker-deliveries.ts': 'what trackers send by themselves, of which nothing is asked',
  'vendor-sights.ts':
    'shapes alone: what a person who sets things up is shown of a credential, tested with its readers',
  'work-queue.ts': 'our queues',
  'workflow-identity.ts': 'keys of an issuer, whose answers are tested with the reader of its tokens',
};
const VENDORS = [
  ...['code-host.ts', 'executor.ts', 'pull-request-host.ts', 'repository-access.ts', 'tracker.ts'],
  'webhook-deliveries.ts',
];

test('each port is one to a vendor, or named with what is behind it', () => {
  expect(readdirSync(PORTS).sort()).toEqual([...Object.keys(OURS), ...VENDORS].sort());
});

test('each method of the ports to GitHub is a question of a use case', () => {
  const methods = [
    ...methodsOf('code-host.ts', 'CodeHost'),
    ...methodsOf('executor.ts', 'Executor'),
    ...methodsOf('pull-request-host.ts', 'PullRequestHost'),
    ...methodsOf('repository-access.ts', 'RepositoryAccess'),
    ...methodsOf('webhook-deliveries.ts', 'WebhookDeliveries'),
  ];

  expect([...new Set(questions.ALL_QUESTIONS.map(({ of }) => of))].sort()).toEqual(methods.sort());
});

test('each table of questions to GitHub is asked by a test of a use case', () => {
  const tests = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.test.ts') && !isThis(file));
  const sources = tests.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')).join('\n');
  const tables = Object.keys(questions).filter((name) => name.endsWith('_QUESTIONS') && name !== 'ALL_QUESTIONS');

  expect(tables.length).toBeGreaterThan(3);
  expect(tables.filter((name) => !new RegExp(`\\b${name}\\b(?! *[,}].*from)`).test(sources))).toEqual([]);
});

const isThis = (file: string) => import.meta.filename.endsWith(file);

describe.each([
  ['Jira', JIRA_ROWS],
  ['Linear', LINEAR_ROWS],
])('of the rows of %s', (_, rows) => {
  test('each method of the port has one', () => {
    const methods = methodsOf('tracker.ts', 'Tracker');
    const named = Object.keys(rows).map((row) => row.replace(/,.*/, ''));

    expect([...new Set(named)].sort()).toEqual(methods.map((method) => method.replace(/.*\./, '')).sort());
  });

  test('each use case that asks a tracker looks at some', () => {
    const through = new Set(Object.values(rows).flatMap((row) => row.through));

    expect([...through].sort()).toEqual([...USE_CASES].sort());
  });
});

const REQUIRED = [
  ...['cut body', 'HTML page', 'empty 200', 'redirect', 'other shape'],
  ...[401, 403, 404, 410, 413, 422, 429, 500, 502, 503].map((status) => `told ${status}`),
];

test.each([
  ['GitHub', GITHUB_ANSWERS, REQUIRED],
  ['Linear', LINEAR_ANSWERS, REQUIRED],
  // It alone takes a credential that it refuses for nobody's.
  ['Jira', JIRA_ANSWERS, [...REQUIRED, 'anonymous 200']],
])('%s answers in each of these ways', (_, answers, required) => {
  expect(required.filter((name) => !Object.hasOwn(answers, name))).toEqual([]);
});
