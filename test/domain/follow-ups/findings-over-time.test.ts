import { expect, test } from 'vitest';
import { type Absorbing, absorbFeedback } from '../../../shared/domain/follow-ups/absorb-feedback.ts';
import { answerFindings, type FindingsAnswer } from '../../../shared/domain/follow-ups/answer-findings.ts';
import type { FindingRecord } from '../../../shared/domain/follow-ups/finding.ts';
import type { PullRequestFeedback, Remark } from '../../../shared/domain/follow-ups/pull-request-feedback.ts';
import { aFinding } from '../../builders/a-finding.ts';
import { aRemark } from '../../builders/a-remark.ts';

const WORDS = 'The export needs a header line.';
const [ANSWERED, LATER] = ['2026-01-05T09:20:00.000Z', '2026-01-05T09:40:00.000Z'];

const absorbing: Absorbing = {
  pull: { owner: 'acme', repo: 'backend', number: 7 },
  counted: ({ body }) => body,
  hashOf: (text) => text,
  now: LATER,
};
const feedback = (...remarks: Remark[]): PullRequestFeedback => ({
  ...{ state: 'open', isDraft: false, head: 'ai-implement/ENG-1', headSha: 'c0ffee', base: 'main', requests: 1 },
  ...{ owner: 'acme', repo: 'backend', repositoryId: '1', headCommittedAt: ANSWERED, commits: ['c0ffee'] },
  ...{ isWhole: true, remarks },
});
const inThread = (commentId: string, isResolved: boolean, body = WORDS) =>
  aRemark({ kind: 'inline', commentId, body, thread: { threadId: `T${commentId}`, rootId: commentId, isResolved } });

/** Answered where it stood first, in a thread that was resolved since; its words stand in another thread too. */
function answeredOne(): FindingRecord {
  const [opened] = absorbFeedback([], feedback(inThread('12', false)), absorbing);
  if (opened === undefined) throw new Error('nothing counts');
  const answeredBy = { runId: 'run-2', at: ANSWERED };
  return { ...opened, state: 'addressed', answeredBy, isResolved: true };
}

test('what was answered comes back where its thread is opened again', () => {
  const again = absorbFeedback([answeredOne()], feedback(inThread('11', false), inThread('12', false)), absorbing);
  expect(again).toMatchObject([{ state: 'open', reason: 'came_back', commentId: '12' }]);
});

test.each([
  ['its comment says something else by then', inThread('12', false, 'Rename it.')],
  ['its thread stays resolved', inThread('12', true)],
])('but not for the same words in another thread, where %s', (_, own) => {
  const changed = absorbFeedback([answeredOne()], feedback(inThread('11', false), own), absorbing);
  expect(changed.filter(({ body }) => body === WORDS)).toEqual([]);
});

test('the end of a run is taken in once, and never after that of a later one', () => {
  const given = ['f1'];
  const end = (runId: string, more: Partial<FindingsAnswer>): FindingsAnswer => ({
    ...{ runId, isSuccess: true, given, addressed: [], now: LATER },
    ...more,
  });
  const [first, second] = [end('run-1', {}), end('run-2', { addressed: given })];
  let finding = aFinding({ fingerprint: 'f1' });
  const taken = [first, second, first, second].map((one) => {
    const [changed] = answerFindings([finding], one);
    finding = changed ?? finding;
    return changed?.lastRunId;
  });

  expect(taken).toEqual(['run-1', 'run-2', undefined, undefined]);
  expect(finding).toMatchObject({ state: 'addressed', answeredBy: { runId: 'run-2' } });
});

test.each([
  ['was said before the answer', '2026-01-05T09:15:00.000Z', { state: 'addressed' }],
  ['is said after it', '2026-01-05T09:25:00.000Z', { state: 'open', commentId: '52' }],
])('what a run answered while its comment was being deleted, and %s in another', (_, at, expected) => {
  const [opened] = absorbFeedback([], feedback(aRemark({ commentId: '51' })), absorbing);
  const [deleted] = absorbFeedback(opened === undefined ? [] : [opened], feedback(), absorbing);
  expect(deleted).toMatchObject({ state: 'dropped', reason: 'deleted' });
  const given = { given: [deleted?.fingerprint ?? ''], addressed: [deleted?.fingerprint ?? ''] };
  const end = { runId: 'run-2', isSuccess: true, now: ANSWERED, ...given };
  const answered = answerFindings(deleted === undefined ? [] : [deleted], end);
  expect(answered).toMatchObject([{ state: 'dropped' }]);

  const other = aRemark({ commentId: '52', writtenAt: at, updatedAt: at });
  expect(absorbFeedback(answered, feedback(other), absorbing)).toMatchObject([expected]);
});
