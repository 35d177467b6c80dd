import { describe, expect, test } from 'vitest';
import { absorbFollowUp, withAnswer, withRequest, withSeen } from '../../../shared/domain/follow-ups/follow-ups.ts';
import { instructionOf } from '../../../shared/domain/follow-ups/instruction.ts';
import {
  INSTRUCTIONS_LIMIT,
  type PullRequestRecord,
  REQUESTS_LIMIT,
  SEEN_COMMENTS_LIMIT,
} from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { aFollowUpRequest, aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { aRun } from '../../builders/a-run.ts';

const now = '2026-01-05T10:00:00.000Z';
const first = aFollowUpRequest({ commentId: '1', instruction: 'add a test' });
const second = aFollowUpRequest({ commentId: '2', by: 'bob', instruction: 'and a page' });

/** The record on which these were asked, one after the other. */
function asked(record: PullRequestRecord, ...requests: (typeof first)[]): PullRequestRecord {
  return requests.reduce((to, request, n) => withRequest(to, request, { runId: `run-${n}`, now }), record);
}

function followUpRun(overrides: Parameters<typeof aRun>[0] = {}) {
  const followUp = { pullNumber: 7, comments: ['conversation:1'] };
  return aRun({ runId: 'run-0', phase: 'gap-fill', reservedAt: now, followUp, ...overrides });
}

function absorb(record: PullRequestRecord, run: ReturnType<typeof followUpRun>): PullRequestRecord {
  return absorbFollowUp(record, { run, now, nextRunId: 'run-after', failureBody: 'It failed.' });
}

describe('what people ask for', () => {
  test('becomes a follow-up at once, and their comment is marked as seen', () => {
    expect(asked(aPullRequestRecord(), first)).toMatchObject({
      next: { runId: 'run-0', attempt: 1, notBefore: now, requests: [first] },
      wanted: [{ what: 'seen', kind: 'conversation', commentId: '1' }],
    });
  });

  test('joins the follow-up that is wanted already', () => {
    expect(asked(aPullRequestRecord(), first, second).next).toMatchObject({
      runId: 'run-0',
      requests: [first, second],
    });
  });

  test('changes nothing when it comes a second time', () => {
    const once = asked(aPullRequestRecord(), first);
    expect(asked(once, first)).toEqual(once);
  });

  test('makes one follow-up, and no item of any size, however often it is asked', () => {
    const many = Array.from({ length: 300 }, (_, n) => aFollowUpRequest({ commentId: `${n + 1}` }));
    const record = asked(aPullRequestRecord(), ...many);
    expect(record.next?.requests).toHaveLength(REQUESTS_LIMIT);
    expect(record.wanted).toHaveLength(REQUESTS_LIMIT);
    expect(record.seenComments).toHaveLength(300);
  });

  test('is remembered for the newest comments only', () => {
    const seen = Array.from({ length: SEEN_COMMENTS_LIMIT + 1 }, (_, n) => ({
      kind: 'inline' as const,
      commentId: `${n}`,
    })).reduce(withSeen, aPullRequestRecord());
    expect([seen.seenComments.length, seen.seenComments[0]]).toEqual([SEEN_COMMENTS_LIMIT, 'inline:1']);
  });

  test('is one instruction: as it is of one person, with their names of several, and within bounds', () => {
    expect(instructionOf([first])).toBe('add a test');
    expect(instructionOf([first, second])).toBe('@ada: add a test\n\n@bob: and a page');
    expect(instructionOf([aFollowUpRequest({ instruction: '' })])).toBeUndefined();
    const long = Array.from({ length: 9 }, () => aFollowUpRequest({ instruction: 'x'.repeat(4000) }));
    expect(instructionOf(long)).toHaveLength(INSTRUCTIONS_LIMIT);
  });
});

describe('a follow-up that was admitted', () => {
  test('is no longer wanted, and counts for its day', () => {
    const old = aPullRequestRecord({ followUpsAt: ['2026-01-04T09:59:00.000Z', '2026-01-04T10:01:00.000Z'] });
    expect(absorb(asked(old, first), followUpRun())).toMatchObject({
      next: undefined,
      current: { runId: 'run-0', requests: [first] },
      followUpsAt: ['2026-01-04T10:01:00.000Z', now],
    });
  });

  test('leaves what was asked after it had been given its work to the next', () => {
    const record = absorb(asked(aPullRequestRecord(), first, second), followUpRun());
    expect(record.current?.requests).toEqual([first]);
    expect(record.next).toEqual({ runId: 'run-after', attempt: 1, notBefore: now, requests: [second] });
  });

  test('answers all that was asked where it was cut off before it was written', () => {
    const run = followUpRun({ followUp: undefined, status: 'failed' });
    expect(absorb(asked(aPullRequestRecord(), first, second), run).current?.requests).toEqual([first, second]);
  });

  test.each(['running', 'succeeded', 'failed'] as const)('%s, changes nothing when it is told again', (status) => {
    const failure = { kind: 'infrastructure', reason: 'it fell silent' } as const;
    const run = followUpRun({ status, ...(status === 'failed' && { failure }) });
    const once = absorb(asked(aPullRequestRecord(), first), run);
    expect(absorb(once, run)).toEqual(once);
  });

  test('of another time says nothing', () => {
    const record = asked(aPullRequestRecord(), first);
    expect(absorb(record, followUpRun({ runId: 'another', status: 'failed' }))).toEqual(record);
  });
});

describe('a follow-up that ended', () => {
  const ended = (overrides: Parameters<typeof aRun>[0], record = asked(aPullRequestRecord(), first)) =>
    absorb(record, followUpRun({ status: 'failed', ...overrides }));

  test('well leaves nothing to do', () => {
    const record = ended({ status: 'succeeded' });
    expect(record).toMatchObject({ next: undefined, endedRunId: 'run-0' });
    expect(record.wanted.filter(({ what }) => what === 'say')).toEqual([]);
  });

  test('by what was not its fault is tried again with the same work and what came meanwhile', () => {
    const failure = { kind: 'infrastructure', reason: 'it fell silent' } as const;
    const record = ended({ failure }, asked(aPullRequestRecord(), first, second));
    expect(record.next).toMatchObject({ runId: 'run-after', attempt: 2, retryOf: 'run-0', requests: [first, second] });
    expect(record.next?.notBefore).toBe('2026-01-05T10:01:00.000Z');
  });

  test.each<[string, Parameters<typeof aRun>[0]]>([
    ['the third time', { failure: { kind: 'infrastructure', reason: 'it fell silent' }, attempt: 3 }],
    ['by its work', { failure: { kind: 'substance', reason: 'verify failed' } }],
    ['by its repository', { failure: { kind: 'mapping', reason: 'the workflow is gone' } }],
    ['because it was cancelled', { status: 'cancelled' }],
  ])('badly %s is told on the pull request', (_, overrides) => {
    const record = ended(overrides);
    expect(record.next).toBeUndefined();
    expect(record.wanted).toContainEqual({ what: 'say', answerId: 'run-0', body: 'It failed.' });
  });

  test('at a usage limit waits for its reset, and that is no attempt', () => {
    const modelLimit = { retryAt: '2026-01-05T12:00:00.000Z', credential: '0123456789ab' };
    const record = ended({ failure: { kind: 'infrastructure', code: 'model_quota', reason: 'limit', modelLimit } });
    expect(record.next).toMatchObject({ attempt: 1, notBefore: '2026-01-05T12:00:00.000Z' });
  });

  test('is not tried again on a pull request that is closed', () => {
    const closed = { ...asked(aPullRequestRecord(), first), state: 'closed' } as const;
    const record = ended({ failure: { kind: 'infrastructure', reason: 'it fell silent' } }, closed);
    expect(record.next).toBeUndefined();
  });
});

test('the same answer is wanted once', () => {
  const answer = { what: 'say', answerId: 'a', body: 'Hello.' } as const;
  expect(withAnswer(withAnswer(aPullRequestRecord(), answer), { ...answer, body: 'Other.' }).wanted).toEqual([answer]);
});
