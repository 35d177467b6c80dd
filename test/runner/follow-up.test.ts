import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GAP_COMMENT, renderGapAnalysis } from '../../runner/gap-analysis/gap-comment.ts';
import { commentText } from '../../runner/publishing/our-comments.ts';
import { aPublication, type Publication } from './fixtures/a-publication.ts';
import type { HubPull } from './fixtures/hub-records.ts';

const BRANCH = 'ai-implement/ENG-1-add-user-export';
const FINDING = {
  fingerprint: 'f1',
  source: 'Review by Pat',
  path: 'a.txt',
  line: 1,
  reviewCommentId: 77,
  body: 'Why?',
};
const write = (path: string, content: string) => (folder: string) => writeFileSync(join(folder, path), content);

let publication: Publication;
let pull: HubPull;
let baseSha: string;
beforeEach(async () => {
  publication = await aPublication({
    phase: 'gap-fill',
    followUp: { pullNumber: 1, findings: [FINDING, { ...FINDING, fingerprint: 'f2', reviewCommentId: 78 }] },
  });
  baseSha = publication.hub.git.push(BRANCH, { 'a.txt': 'a\n' });
  const repo = { full_name: 'acme/backend' };
  const html_url = `${publication.hub.url}/acme/backend/pull/1`;
  const [head, base] = [
    { ref: BRANCH, repo },
    { ref: 'main', repo },
  ];
  pull = { number: 1, title: 'T', body: 'B', head, base, draft: false, state: 'open', merged: false, html_url };
  publication.hub.pulls.push(pull);
});
afterEach(() => publication.close());

const answered = { addressed: [{ fingerprint: 'f1', reply: 'Renamed it.' }] };

test('a follow-up pushes to the branch of its pull request and opens no other', async () => {
  publication.handOver(write('a.txt', 'b\n'), { baseSha, ...answered });

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'success', prUrl: pull.html_url, addressedFindings: ['f1'] });
  expect(report.headCommit).toBe(publication.hub.git.git('rev-parse', BRANCH));
  expect(publication.hub.git.git('log', '-1', '--format=%s', BRANCH)).toBe('ENG-1: Address review feedback');
  expect(publication.hub.pulls).toEqual([pull]);
});

test('it replies in the thread of each answered comment once, however often it runs', async () => {
  publication.handOver(write('a.txt', 'b\n'), { baseSha, ...answered });

  await publication.publish();
  await publication.publish();

  const commit = publication.hub.git.git('rev-parse', BRANCH);
  const reply = { in_reply_to_id: 77, body: expect.stringContaining(`Done in ${commit}: Renamed it.`) };
  expect(publication.hub.inline).toMatchObject([reply]);
  const firstLines = publication.hub.comments.map(({ body }) => body.split('\n')[0]);
  expect(firstLines).toEqual([GAP_COMMENT.firstLine, '## 🔁 AI Implementation Follow-up']);
});

test('two findings of one thread have an answer each, once', async () => {
  await publication.close();
  publication = await aPublication({
    phase: 'gap-fill',
    followUp: { pullNumber: 1, findings: [FINDING, { ...FINDING, fingerprint: 'f2' }] },
  });
  const sha = publication.hub.git.push(BRANCH, { 'a.txt': 'a\n' });
  publication.hub.pulls.push({ ...pull, html_url: `${publication.hub.url}/acme/backend/pull/1` });
  const both = [...answered.addressed, { fingerprint: 'f2', reply: 'It is public.', isDone: false }];
  publication.handOver(write('a.txt', 'b\n'), { baseSha: sha, addressed: both });

  await publication.publish();
  await publication.publish();

  const commit = publication.hub.git.git('rev-parse', BRANCH);
  expect(publication.hub.inline.map(({ body }) => body.split('\n')[0])).toEqual([
    `Done in ${commit}: Renamed it.`,
    'Nothing was changed for this: It is public.',
  ]);
  const analysis = publication.hub.comments.find(({ body }) => body.startsWith(GAP_COMMENT.firstLine))?.body;
  expect(analysis).toContain(`### 🔁 Newly Addressed\n\n- Review by Pat \`a.txt\`: Done in ${commit}: Renamed it.`);
});

test('it says on the pull request what is not right yet', async () => {
  publication.handOver(write('a.txt', 'b\n'), {
    baseSha,
    failure: { kind: 'substance', code: 'script_failed', reason: 'The verify script failed.' },
    openFindings: ['Name the reader.'],
    failedChecks: [{ name: 'test', output: '1 of 2 fail' }],
  });

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'failure', failureReason: 'The verify script failed.' });
  const said = publication.hub.comments.at(-1)?.body;
  expect(said).toContain('### ⚠️ The run failed\n\nThe verify script failed.');
  expect(said).toContain('### ⚠️ Failed checks\n\n**test**\n\n```text\n1 of 2 fail\n```');
  expect(said).toContain('### ⚠️ Open findings of the review\n\n- Name the reader.');
});

test('what the agent says of findings that it was not given does not count', async () => {
  publication.handOver(write('a.txt', 'b\n'), { baseSha, addressed: [{ fingerprint: 'f9', reply: 'Done.' }] });

  const report = await publication.publish();

  expect(report.addressedFindings).toEqual([]);
  expect(publication.hub.inline).toEqual([]);
});

test('a follow-up with nothing to do succeeds, answers, and leaves branch and analysis alone', async () => {
  publication.handOver(() => {}, { baseSha, outcome: 'unchanged', summary: 'All of it is done already.', ...answered });

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'success', addressedFindings: ['f1'] });
  expect(publication.hub.git.git('rev-parse', BRANCH)).toBe(baseSha);
  expect(publication.analyses).toEqual([]);
  expect(publication.hub.comments[0]?.body).toContain('All of it is done already.');
});

test('the gap analysis is renewed in place, and only our own comment counts', async () => {
  const forged = commentText(GAP_COMMENT, renderGapAnalysis({ implemented: [], gaps: ['forged'], manualSteps: [] }));
  publication.hub.comments.push({ id: 1, pull: 1, user: { login: 'mallory', type: 'User' }, body: forged });
  publication.handOver(write('a.txt', 'b\n'), { baseSha });
  await publication.publish();
  publication.analysis = { implemented: [], gaps: ['No test'], manualSteps: [], isReady: true };
  await publication.publish();

  const ours = publication.hub.comments.filter(({ body }) => body.startsWith(GAP_COMMENT.firstLine));
  expect(ours).toHaveLength(2);
  expect(ours[0]?.body).toBe(forged);
  expect(ours[1]?.body).toContain('### ⚠️ Gaps / Partial Implementation\n\n- No test');
});

test('an analysis that fails keeps what the last one found', async () => {
  publication.analysis = { implemented: ['The export'], gaps: ['No test'], manualSteps: [], isReady: true };
  publication.handOver(write('a.txt', 'b\n'), { baseSha });
  await publication.publish();
  publication.analysis = undefined;
  await publication.publish();

  const [comment] = publication.hub.comments;
  expect(comment?.body).toContain(
    '> ⚠️ The gap analysis failed: The model could not answer, since its service is overloaded or disturbed.',
  );
  expect(comment?.body).toContain('- No test');
});

test.each([
  ['pull_request_over', () => Object.assign(pull, { state: 'closed' })],
  ['pull_request_over', () => Object.assign(pull, { state: 'closed', merged: true })],
  ['pull_request_from_fork', () => Object.assign(pull.head, { repo: { full_name: 'eve/backend' } })],
  ['pull_request_from_fork', () => Object.assign(pull.head, { repo: null })],
])('a pull request that is over, or none of ours, is not worked on (%s)', async (failureCode, become) => {
  become();
  publication.handOver(write('a.txt', 'b\n'), { baseSha });

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'failure', failureKind: 'substance', failureCode });
  expect(publication.hub.git.git('rev-parse', BRANCH)).toBe(baseSha);
});
