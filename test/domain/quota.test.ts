import { expect, test } from 'vitest';
import { remedyOf } from '../../shared/contract/failures.ts';
import { absorbRun } from '../../shared/domain/absorb-run.ts';
import { assess } from '../../shared/domain/assessment.ts';
import { quotaOverAt } from '../../shared/domain/back-off.ts';
import { failureBy } from '../../shared/domain/failures/failures.ts';
import type { RunNews } from '../../shared/domain/run-news.ts';
import { failureComment } from '../../shared/domain/ticket-comments.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aRun } from '../builders/a-run.ts';
import { aTicket } from '../builders/a-ticket.ts';

const NOW = '2026-01-05T10:00:00.000Z';
const RESET = '2026-01-05T12:00:00.000Z';
const CREDENTIAL = '0123456789ab';

/** The news of a run that met a usage limit. */
function quotaNews(attempt: number, retryAt?: string): RunNews {
  const failure = { ...failureBy('model_quota'), modelLimit: { credential: CREDENTIAL, retryAt } };
  return {
    run: aRun({ status: 'failed', attempt, failure }),
    now: NOW,
    nextRunId: '01KE6XNNNN0000000000000001',
    commentId: (key) => key,
    version: '0.0.0',
    adminUrl: 'https://us.test/admin',
  };
}

test.each([1, 3])('a usage limit is waited for, and attempt %i stays the same attempt', (attempt) => {
  const record = absorbRun(undefined, quotaNews(attempt, RESET));

  expect(record).toMatchObject({ status: 'implementing', failuresInARow: {} });
  expect(record.next).toMatchObject({ attempt, retryOf: aRun().runId, notBefore: RESET, isQuotaWait: true });
  expect(record.comments).toMatchObject([
    { commentId: 'quota', body: expect.stringContaining('2026-01-05 12:00 UTC') },
  ]);
});

test('the same limit taken in twice is one comment and one repeat', () => {
  const once = absorbRun(undefined, quotaNews(1, RESET));

  expect(absorbRun(once, quotaNews(1, RESET))).toEqual(once);
});

test('while it waits, the ticket says why', () => {
  const record = absorbRun(undefined, quotaNews(1, RESET));
  const waiting = { ticket: aTicket(), record, mapping: aMapping(), now: NOW, isRetryByMarking: true };

  expect(assess(waiting)).toMatchObject({ verdict: 'wait', detail: expect.stringContaining('usage limit') });
  expect(assess({ ...waiting, now: RESET })).toMatchObject({ verdict: 'offer', next: { attempt: 1 } });
});

test.each([
  ['nobody says when', undefined, '2026-01-05T11:00:00.000Z'],
  ['it is over already', '2026-01-05T09:00:00.000Z', '2026-01-05T10:01:00.000Z'],
  ['it is over in two hours', RESET, RESET],
  ['it is said to last for years', '2099-01-01T00:00:00.000Z', '2026-02-06T10:00:00.000Z'],
])('a limit of which %s is tried again', (_, retryAt, at) => {
  expect(quotaOverAt(retryAt, NOW)).toBe(at);
});

test('a comment says what to do about a failure, and an old one without a code says what it said', () => {
  const words = { run: aRun(), reason: 'It failed.', version: '1', adminUrl: 'https://us.test/admin' };

  const known = { code: 'budget_used_up', remedy: remedyOf('budget_used_up') };
  expect(failureComment({ ...words, ...known })).toMatch(/What to do: Raise .*\(`budget_used_up`\)/);
  expect(failureComment(words)).not.toContain('What to do');
  expect(failureComment({ ...words, code: 'of_tomorrow' })).not.toContain('What to do');
});
