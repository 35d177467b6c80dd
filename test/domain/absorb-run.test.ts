import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { absorbRun } from '../../shared/domain/absorb-run.ts';
import { RUN_STATUSES, type Run } from '../../shared/domain/run.ts';
import type { RunNews } from '../../shared/domain/run-news.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { instant } from '../../shared/domain/time.ts';
import { aRun } from '../builders/a-run.ts';

const PR_URL = 'https://github.test/acme/backend/pull/1';
const SUCCESS = { isSuccess: true, prUrl: PR_URL };
const FELL_SILENT = { kind: 'infrastructure', reason: 'the run fell silent' } as const;
const TESTS_FAIL = { kind: 'substance', reason: 'the tests fail' } as const;
const REFUSED = { kind: 'mapping', reason: 'the workflow is missing' } as const;

function newsOf(run: Run, overrides: Partial<RunNews> = {}): RunNews {
  return {
    run,
    now: '2026-01-05T10:00:00.000Z',
    nextRunId: '01KE6XNNNN0000000000000001',
    commentId: (key) => `${run.runId} ${key}`,
    version: '0.0.0',
    adminUrl: 'https://us.test/admin',
    ...overrides,
  };
}

function absorbAll(all: readonly RunNews[]): TicketRecord | undefined {
  return all.reduce<TicketRecord | undefined>(absorbRun, undefined);
}

const failures = fc.constantFrom(FELL_SILENT, TESTS_FAIL, REFUSED, undefined);
const reports = fc.constantFrom(undefined, SUCCESS, { isSuccess: false, failureReason: 'it does not build' });
const someNews = (nth: fc.Arbitrary<number>) =>
  fc
    .record({
      nth,
      status: fc.constantFrom(...RUN_STATUSES),
      failure: failures,
      report: reports,
      attempt: fc.integer({ min: 1, max: 3 }),
      prUrl: fc.constantFrom(undefined, PR_URL),
    })
    .map(({ nth: n, status, failure, report, attempt, prUrl }) => {
      const reservedAt = instant(Date.parse('2026-01-05T09:00:00.000Z') + n * 60_000);
      const isFailed = status === 'failed' || status === 'timed_out' || status === 'cancelled';
      const ended = isFailed ? { failure: failure ?? TESTS_FAIL } : {};
      return newsOf(aRun({ runId: `run-${n}`, status, reservedAt, attempt, prUrl, ...ended }), { report });
    });

test('the same news taken in twice changes nothing', () => {
  const history = fc.array(someNews(fc.nat({ max: 3 })), { minLength: 1, maxLength: 6 });
  void fc.assert(
    fc.property(history, (all) => {
      const last = all.at(-1);
      const record = absorbAll(all);
      expect(last && record && absorbRun(record, last)).toEqual(record);
    }),
    { numRuns: 500 },
  );
});

test('news of an older run never undoes what a newer one made', () => {
  void fc.assert(
    fc.property(someNews(fc.constant(2)), someNews(fc.constant(1)), (newer, older) => {
      const before = absorbRun(undefined, newer);
      const after = absorbRun(before, older);

      expect(after.runId).toBe(before.runId);
      expect(after.endedRunId).toBe(before.endedRunId);
      if (before.status === 'pr_ready' || before.endedRunId === undefined) expect(after.status).toBe(before.status);
    }),
    { numRuns: 500 },
  );
});

test('an admitted run makes its ticket implementing', () => {
  const record = absorbRun(undefined, newsOf(aRun({ status: 'reserved' })));

  expect(record).toMatchObject({ status: 'implementing', runId: aRun().runId, key: 'ENG-1' });
});

test('a run that succeeded makes the ticket ready for review, with the link', () => {
  const record = absorbRun(undefined, newsOf(aRun({ status: 'succeeded', prUrl: PR_URL }), { report: SUCCESS }));

  expect(record).toMatchObject({ status: 'pr_ready', prUrl: PR_URL, next: undefined });
  expect(record.comments.map((comment) => comment.body)).toEqual([expect.stringContaining(PR_URL)]);
});

test('a draft says how many findings are open', () => {
  const report = { ...SUCCESS, isDraft: true, openFindings: 2 };
  const record = absorbRun(undefined, newsOf(aRun({ status: 'succeeded', prUrl: PR_URL }), { report }));

  expect(record.comments[0]?.body).toContain('(draft: 2 open findings)');
});

test('a run that ends badly after it opened its pull request still leads to it, and says what is missing', () => {
  const record = absorbRun(undefined, newsOf(aRun({ status: 'timed_out', prUrl: PR_URL, failure: FELL_SILENT })));

  expect(record).toMatchObject({ status: 'pr_ready', next: undefined });
  expect(record.comments[0]?.body).toContain('the run fell silent');
});

test.each([
  [1, '2026-01-05T10:01:00.000Z'],
  [2, '2026-01-05T10:02:00.000Z'],
])('an infrastructure failure of attempt %i is repeated at %s', (attempt, notBefore) => {
  const record = absorbRun(undefined, newsOf(aRun({ status: 'timed_out', attempt, failure: FELL_SILENT })));

  expect(record).toMatchObject({ status: 'implementing', comments: [] });
  expect(record.next).toMatchObject({ attempt: attempt + 1, retryOf: aRun().runId, notBefore });
});

test('an infrastructure failure of the third attempt is a failure of the ticket', () => {
  const record = absorbRun(undefined, newsOf(aRun({ status: 'timed_out', attempt: 3, failure: FELL_SILENT })));

  expect(record).toMatchObject({ status: 'implementation_failed', next: undefined });
});

test('three failures in a row park the ticket, two do not', () => {
  const failed = [1, 2, 3].map((n) =>
    newsOf(
      aRun({ runId: `run-${n}`, status: 'failed', failure: TESTS_FAIL, reservedAt: `2026-01-05T09:0${n}:00.000Z` }),
    ),
  );

  expect(absorbAll(failed)?.status).toBe('parked');
  expect(absorbAll(failed.slice(0, 2))?.status).toBe('implementation_failed');
});

test('a repository that refuses runs leaves the ticket ready, its phase undispatched', () => {
  const record = absorbRun(undefined, newsOf(aRun({ status: 'failed', failure: REFUSED })));

  expect(record).toMatchObject({ status: 'ready', dispatchedAt: {}, next: undefined });
});

test('a late success takes back the repeat', () => {
  const run = aRun({ status: 'timed_out', failure: FELL_SILENT });
  const repeated = absorbRun(undefined, newsOf(run));

  const record = absorbRun(repeated, newsOf(run, { report: SUCCESS }));

  expect(repeated.next).toBeDefined();
  expect(record).toMatchObject({ status: 'pr_ready', prUrl: PR_URL, next: undefined, failureReason: undefined });
});

test('a late failure of substance takes back the repeat too', () => {
  const run = aRun({ status: 'timed_out', failure: FELL_SILENT });
  const report = { isSuccess: false, failureReason: 'the tests fail' };

  const record = absorbRun(absorbRun(undefined, newsOf(run)), newsOf(run, { report }));

  expect(record).toMatchObject({ status: 'implementation_failed', next: undefined, failureReason: 'the tests fail' });
});

test('a late report beside another live run keeps only its link', () => {
  const run = aRun({ status: 'timed_out', failure: FELL_SILENT });
  const second = aRun({ runId: 'run-2', reservedAt: '2026-01-05T09:30:00.000Z' });

  const record = absorbAll([newsOf(run), newsOf(second), newsOf(run, { report: SUCCESS })]);

  expect(record).toMatchObject({ status: 'implementing', runId: 'run-2', prUrl: PR_URL, comments: [] });
});

test('a late success removes the note that something is missing', () => {
  const run = aRun({ status: 'timed_out', prUrl: PR_URL, failure: FELL_SILENT });

  const record = absorbAll([newsOf(run), newsOf(run, { report: SUCCESS })]);

  expect(record?.comments).toHaveLength(1);
  expect(record?.comments[0]?.body).not.toContain('missing');
});

test('a pull request that was opened after the verdict is not left alone', () => {
  const run = aRun({ status: 'timed_out', failure: FELL_SILENT });

  const record = absorbAll([newsOf(run), newsOf({ ...run, prUrl: PR_URL })]);

  expect(record).toMatchObject({ status: 'pr_ready', prUrl: PR_URL, next: undefined });
});

test('a new run makes what was shown before it unsure, until its own markers are shown', () => {
  const failed = absorbRun(undefined, newsOf(aRun({ status: 'failed', failure: TESTS_FAIL })));
  const shown: TicketRecord = { ...failed, shownStage: 'implementation_failed', comments: [] };

  const record = absorbRun(shown, newsOf(aRun({ runId: 'run-2', reservedAt: '2026-01-05T09:30:00.000Z' })));

  expect(record.shownStage).toBe('unknown');
});

test('a run that was cut off before anybody noted its mapping leaves the ticket to the next poll', () => {
  const tombstone = aRun({ status: 'failed', failure: FELL_SILENT, mappingId: '' });

  const record = absorbRun(undefined, newsOf(tombstone));

  expect(record.status).toBe('ready');
  expect(record.next).toBeUndefined();
  expect(record.dispatchedAt).toEqual({});
});

test('a surplus candidate that was cut off takes no ticket from the run that works on it', () => {
  const working = absorbRun(undefined, newsOf(aRun({ runId: 'run-1', status: 'running' })));
  const tombstone = { status: 'failed', failure: FELL_SILENT, dispatchesTaken: 0, dispatchesAllowed: 0 } as const;

  expect(absorbRun(working, newsOf(aRun({ runId: 'run-2', ...tombstone })))).toEqual(working);
});
