import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { aPublication, type Publication } from './fixtures/a-publication.ts';

let publication: Publication;
afterEach(() => publication.close());

const write = (path: string, content: string) => (folder: string) => writeFileSync(join(folder, path), content);
const BRANCH = 'ai-implement/ENG-1-add-user-export';

test('work that was approved becomes a pull request with its gap analysis, and a success', async () => {
  publication = await aPublication();
  publication.handOver(write('src/export.ts', 'export const csv = 1;\n'));

  const report = await publication.publish();

  const { pulls, comments, git, url } = publication.hub;
  expect(report).toMatchObject({
    outcome: 'success',
    prUrl: `${url}/acme/backend/pull/1`,
    isDraft: false,
    openFindings: 0,
    changes: { files: 1, additions: 1, deletions: 0 },
    usage: { turns: 8, inputTokens: 1010, outputTokens: 205, costUsd: 0.75 },
  });
  expect(pulls).toMatchObject([{ title: 'ENG-1: Add user export', head: { ref: BRANCH }, base: { ref: 'main' } }]);
  expect(pulls[0]?.body).toContain('Adds the export as CSV.');
  expect(pulls[0]?.body).toContain('\nFixes ENG-1\n');
  expect(git.git('log', '--format=%an|%s', `main..${BRANCH}`)).toBe('ai-implement[bot]|ENG-1: Add user export');
  expect(comments.map(({ body }) => body.split('\n')[0])).toEqual(['## 🔍 AI Implementation Gap Analysis']);
  expect(report.gapAnalysis).toBe(comments[0]?.body);
});

test('the pull request is told as soon as it is open, under the session key', async () => {
  publication = await aPublication();
  publication.handOver(write('a.txt', 'a\n'));

  await publication.publish();

  const told = publication.api.calls.find(({ body }) => JSON.stringify(body).includes('pull_request_opened'));
  expect(told?.headers['x-session-key']).toBe('session-key-1');
  const { pulls, git } = publication.hub;
  const headSha = git.git('rev-parse', BRANCH);
  expect(told?.body).toEqual({ type: 'pull_request_opened', prUrl: pulls[0]?.html_url, headSha });
});

test('a ticket of Jira is linked, and not named as fixed', async () => {
  publication = await aPublication();
  publication.context.ticket.tracker = 'jira';
  publication.handOver(write('a.txt', 'a\n'));

  await publication.publish();

  expect(publication.hub.pulls[0]?.body).toContain('https://linear.test/acme/issue/ENG-1');
  expect(publication.hub.pulls[0]?.body).not.toContain('Fixes ENG-1');
});

test('work that was never approved ships as a draft with its open findings', async () => {
  publication = await aPublication();
  const outcome = { isApproved: false, openFindings: ['No test covers the export'] };
  publication.handOver(write('a.txt', 'a\n'), outcome);

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'success', isDraft: true, openFindings: 1 });
  expect(publication.hub.pulls[0]?.body).toContain('- No test covers the export');
});

test('work that nobody reviewed ships as a draft that says why', async () => {
  publication = await aPublication();
  publication.handOver(write('a.txt', 'a\n'), { isApproved: false, notReviewed: 'The model is overloaded.' });

  const report = await publication.publish();

  expect(report).toMatchObject({
    outcome: 'success',
    isDraft: true,
    notes: ['Not reviewed: The model is overloaded.'],
  });
  expect(publication.hub.pulls[0]?.body).toContain('Not reviewed: The model is overloaded.');
});

test('a failed check makes a draft, and its output stands in the description', async () => {
  publication = await aPublication();
  const failedChecks = [{ name: 'test', output: 'expected 1 to be 2\n```\n# not a heading' }];
  publication.handOver(write('a.txt', 'a\n'), { failedChecks });

  const report = await publication.publish();

  expect(report.isDraft).toBe(true);
  expect(publication.hub.pulls[0]?.body).toContain('````text\nexpected 1 to be 2\n```\n# not a heading\n````');
});

test('a failed verify ships a draft with link and gap analysis, and fails the run', async () => {
  publication = await aPublication();
  const failure = { kind: 'substance', code: 'script_failed', reason: 'verify.sh ended with 1' } as const;
  publication.handOver(write('a.txt', 'a\n'), { failure });

  const report = await publication.publish();

  expect(report).toMatchObject({
    outcome: 'failure',
    failureKind: 'substance',
    failureCode: 'script_failed',
    failureReason: 'verify.sh ended with 1',
    prUrl: publication.hub.pulls[0]?.html_url,
    isDraft: true,
  });
  expect(report.gapAnalysis).toContain('### ✅ Implemented');
});

test.each(['unchanged', 'changed'] as const)(
  'an agent that says %s but changed no file fails clearly',
  async (outcome) => {
    publication = await aPublication();
    publication.handOver(() => {}, { outcome });

    const report = await publication.publish();

    expect(report).toMatchObject({
      outcome: 'failure',
      failureKind: 'substance',
      failureCode: 'nothing_to_commit',
      failureReason: 'There is nothing to commit: the agent changed no file.',
    });
    expect(publication.hub.pulls).toEqual([]);
  },
);

test('an agent that failed is reported with its own reason, and nothing is pushed', async () => {
  publication = await aPublication();
  const failure = { kind: 'substance', code: 'script_failed', reason: 'setup.sh ended with 2' } as const;
  publication.handOver(write('a.txt', 'a\n'), { outcome: 'failed', failure });

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'failure', ...{ failureKind: 'substance', failureReason: failure.reason } });
  expect(publication.hub.git.git('branch', '--list')).toBe('* main');
});

test('an agent whose job died is a failure of the infrastructure', async () => {
  publication = await aPublication();

  const report = await publication.publish({ agentResult: 'failure' });

  expect(report).toMatchObject({ outcome: 'failure', failureKind: 'infrastructure' });
  expect(report.failureCode).toBe('agent_left_nothing');
});

test('an agent whose job was cancelled is told as that', async () => {
  publication = await aPublication();

  const report = await publication.publish({ agentResult: 'cancelled' });

  expect(report).toMatchObject({ failureKind: 'substance' });
  expect(report.failureCode).toBe('run_cancelled');
});

test('the outcome of another run does not count', async () => {
  publication = await aPublication();
  publication.handOver(write('a.txt', 'a\n'), { runId: '01KE6XAAAA0000000000000009' });

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'failure', failureKind: 'infrastructure' });
});

test('a gap analysis that fails does not fail the run, and the comment says so', async () => {
  publication = await aPublication();
  publication.analysis = undefined;
  publication.handOver(write('a.txt', 'a\n'));

  const report = await publication.publish();

  expect(report.outcome).toBe('success');
  expect(publication.hub.comments[0]?.body).toContain('The gap analysis failed: The model could not answer');
  expect(publication.hub.comments[0]?.body).not.toContain('None identified.');
});

test('the analyst reads the pushed files and the whole diff, and prompt files of the default branch', async () => {
  publication = await aPublication();
  publication.hub.git.push('main', { 'WORKFLOW.md': 'model: x\n' });
  publication.handOver(write('NOTES.md', 'model: mine\n'));

  await publication.publish();

  const [request] = publication.analyses;
  expect(request?.diff).toContain('+model: mine');
  expect(request?.spentUsd).toBe(0.5);
});

test('a signal in the middle is reported at once, with what is known', async () => {
  publication = await aPublication();
  const ending = new AbortController();
  publication.handOver(write('a.txt', 'a\n'));
  publication.hub.checkRuns.push({ name: 'never', status: 'queued' });
  publication.hub.git.push('main', { '.ai-implement/config.yml': 'reviewCheckNames: [never]\n' });
  const waiting = publication.publish({ signal: ending.signal, reviewLimitMs: 60_000 });
  const isWaiting = () => publication.hub.requests.some((call) => call.endsWith('/check-runs'));
  await expect.poll(isWaiting, { timeout: 20_000 }).toBe(true);
  ending.abort(new Error('the run was cancelled'));

  const report = await waiting;

  expect(report).toMatchObject({ outcome: 'failure', prUrl: publication.hub.pulls[0]?.html_url });
  expect(report.failureReason).toContain('the run was cancelled');
});

test('a model that worked in the place of a default one is told above the gap analysis', async () => {
  publication = await aPublication();
  const substitutions = [{ wanted: 'claude-one', used: 'claude-two' }];
  publication.handOver(write('a.txt', 'a\n'), { substitutions });

  const report = await publication.publish();

  expect(report.outcome).toBe('success');
  expect(publication.hub.comments[0]?.body).toContain('> ⚠️ The default model `claude-one` is not there');
  expect(publication.hub.comments[0]?.body).toContain('`claude-two` worked in its place');
});
