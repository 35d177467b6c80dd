import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { aPublication, type Publication } from './fixtures/a-publication.ts';

let publication: Publication;
afterEach(() => publication.close());

const write = (path: string, content: string) => (folder: string) => writeFileSync(join(folder, path), content);
const BRANCH = 'ai-implement/ENG-1-add-user-export';
const commits = () => publication.hub.git.git('log', '--format=%an: %s', `main..${BRANCH}`).split('\n');

test.each([
  ['before the pull request', /^POST .*\/pulls$/, undefined],
  ['after the pull request, its answer lost', /^POST .*\/pulls$/, 'after'],
  ['before the comment', /^POST .*\/issues\/1\/comments$/, undefined],
  ['after the comment, its answer lost', /^POST .*\/issues\/1\/comments$/, 'after'],
] as const)('a run that is cut off %s leaves one branch, one pull request and one comment', async (_, match, after) => {
  publication = await aPublication();
  publication.handOver(write('a.txt', 'a\n'));
  publication.hub.failNext(match, 502, 'Bad Gateway', after);

  await publication.publish();
  const report = await publication.publish();

  expect(report.outcome).toBe('success');
  expect(commits()).toEqual(['ai-implement[bot]: ENG-1: Add user export']);
  expect(publication.hub.pulls).toHaveLength(1);
  expect(publication.hub.comments).toHaveLength(1);
});

test('a new try finds branch and pull request, and renews only our part of the description', async () => {
  publication = await aPublication();
  publication.handOver(write('a.txt', 'a\n'));
  await publication.publish();
  const [pull] = publication.hub.pulls;
  if (pull !== undefined) pull.body = `Reviewers: start with a.txt\n\n${pull.body}\n\nThanks!`;
  const baseSha = publication.hub.git.git('rev-parse', BRANCH);
  publication.handOver(write('b.txt', 'b\n'), { baseSha, summary: 'Adds b as well.' });

  await publication.publish();

  expect(publication.hub.pulls).toHaveLength(1);
  expect(pull?.body).toMatch(/^Reviewers: start with a\.txt\n/);
  expect(pull?.body).toMatch(/Thanks!$/);
  expect(pull?.body).toContain('Adds b as well.');
  expect(pull?.body).not.toContain('Adds the export as CSV.');
  expect(commits()).toHaveLength(2);
});

test('an agent that finds nothing left to do still gets the pull request of what stands', async () => {
  publication = await aPublication();
  publication.hub.git.push(BRANCH, { 'a.txt': 'a\n' });
  publication.handOver(() => {}, { outcome: 'unchanged' });

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'success', changes: { files: 1 } });
  expect(publication.hub.pulls).toHaveLength(1);
});

test('what a person pushed meanwhile is kept, below the work', async () => {
  publication = await aPublication();
  const baseSha = publication.hub.git.push(BRANCH, { 'a.txt': 'a\n' });
  publication.handOver(write('b.txt', 'b\n'), { baseSha });
  publication.hub.git.push(BRANCH, { 'c.txt': 'c\n' }, 'By hand');

  const report = await publication.publish();

  expect(report.outcome).toBe('success');
  expect(commits()).toEqual(['ai-implement[bot]: ENG-1: Add user export', 'Pat: By hand', 'Pat: A change by a person']);
  expect(publication.hub.git.git('ls-tree', '--name-only', BRANCH)).toContain('a.txt\nb.txt\nc.txt');
});

test('work that conflicts with what a person pushed fails and names the files', async () => {
  publication = await aPublication();
  const baseSha = publication.hub.git.push(BRANCH, { 'a.txt': 'a\n' });
  publication.handOver(write('a.txt', 'agent\n'), { baseSha });
  const theirs = publication.hub.git.push(BRANCH, { 'a.txt': 'person\n' });

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'failure', failureKind: 'substance' });
  expect(report).toMatchObject({ failureCode: 'changes_conflict', failureReason: expect.stringMatching(/: a\.txt$/) });
  expect(publication.hub.git.git('rev-parse', BRANCH)).toBe(theirs);
});

test('a branch whose history was rewritten by a person is not overwritten', async () => {
  publication = await aPublication();
  const old = publication.hub.git.push(BRANCH, { 'a.txt': 'a\n' });
  publication.handOver(write('b.txt', 'b\n'), { baseSha: old });
  publication.hub.git.git('update-ref', `refs/heads/${BRANCH}`, 'main');

  const report = await publication.publish();

  expect(report.failureCode).toBe('base_commit_gone');
  expect(publication.hub.git.git('rev-parse', BRANCH)).toBe(publication.baseSha);
});

test.each([
  ['GH006: Protected branch update failed', 'push_branch_protected'],
  [
    'refusing to allow a GitHub App to create or update workflow `x` without `workflows` permission',
    'push_workflows_refused',
  ],
  ['GH013: Repository rule violations found', 'push_rule_violated'],
])('a push that GitHub refuses with "%s" is explained', async (message, failureCode) => {
  publication = await aPublication();
  const hook = join(publication.hub.git.gitDir, 'hooks/pre-receive');
  writeFileSync(hook, `#!/bin/sh\necho '${message}' >&2\nexit 1\n`, { mode: 0o755 });
  publication.handOver(write('a.txt', 'a\n'));

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'failure', failureKind: 'substance', failureCode });
  expect(report.failureReason).toContain(message);
});

test('a missing permission is told with its name', async () => {
  publication = await aPublication();
  publication.handOver(write('a.txt', 'a\n'));
  publication.hub.failNext(/^POST .*\/pulls$/, 403, 'Resource not accessible by integration');

  const report = await publication.publish();

  expect(report.failureReason).toContain('"Pull requests: write"');
});

test('a token with less than ten minutes left is renewed before it is used', async () => {
  publication = await aPublication();
  publication.api.tokenMs = 9 * 60_000;
  publication.handOver(write('a.txt', 'a\n'));

  const report = await publication.publish();

  expect(report.outcome).toBe('success');
  expect(publication.api.calls.filter(({ path }) => path === '/runner/github-token').length).toBeGreaterThan(3);
});

test.each([
  [{ main: 'trunk' }, 'success', expect.stringContaining('`main` was renamed to `trunk`')],
  [{}, 'failure', undefined],
])(
  'where the branch of the mapping is gone, and %j tells what was renamed, the work ends in a %s',
  async (renamed, outcome, note) => {
    publication = await aPublication();
    publication.handOver(write('a.txt', 'a\n'));
    publication.hub.git.git('branch', '-m', 'main', 'trunk');
    publication.hub.renamed = renamed;

    const report = await publication.publish();

    expect(report.outcome).toBe(outcome);
    expect(publication.hub.pulls.map(({ base }) => base.ref)).toEqual(outcome === 'success' ? ['trunk'] : []);
    expect(report.notes?.[0]).toEqual(note);
  },
);
