import { expect, test } from 'vitest';
import { absorbRun } from '../../shared/domain/absorb-run.ts';
import { PLAN_HEADINGS, type PlanSection } from '../../shared/domain/plan.ts';
import type { Run } from '../../shared/domain/run.ts';
import type { RunNews } from '../../shared/domain/run-news.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { aRun } from '../builders/a-run.ts';

const SECTIONS: PlanSection[] = [{ key: 'architecture', body: `${PLAN_HEADINGS.architecture}\n\n<!-- no -->Do it.` }];
const PLANNING: Run = aRun({ phase: 'planning', status: 'running' });

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

function plannedNews(run: Run, plan: Partial<RunNews['plan']> = {}): RunNews {
  return newsOf(run, {
    report: { isSuccess: true },
    plan: {
      ticketHash: 'the ticket',
      planHash: 'the plan',
      sections: SECTIONS,
      isApprovedAtOnce: true,
      commentId: (key) => `plan ${key}`,
      ...plan,
    },
  });
}

const admitted = (): TicketRecord => absorbRun(undefined, newsOf(PLANNING));
const succeeded: Run = { ...PLANNING, status: 'succeeded' };

test('a plan that needs no word is implemented next, with its text as it was reported, sanitised', () => {
  const record = absorbRun(admitted(), plannedNews(succeeded));

  expect(record).toMatchObject({ status: 'plan_complete', plan: { ticketHash: 'the ticket', keys: ['architecture'] } });
  expect(record.plan?.approval?.text).toBe(`${PLAN_HEADINGS.architecture}\n\nDo it.`);
  expect(record.next).toMatchObject({ phase: 'implementation', attempt: 1, runId: record.plan?.approval?.runId });
});

test('the same plan taken in twice changes nothing', () => {
  const record = absorbRun(admitted(), plannedNews(succeeded));

  expect(absorbRun(record, plannedNews(succeeded))).toEqual(record);
});

test('a planning run that reports no plan has failed', () => {
  const record = absorbRun(admitted(), plannedNews(succeeded, { sections: [] }));

  expect(record).toMatchObject({ status: 'planning_failed', failureReason: 'The planning run reported no plan.' });
});

test('a plan that comes after we gave the run up is taken all the same, and its ticket goes on without its trigger', () => {
  const lost: Run = {
    ...PLANNING,
    status: 'failed',
    attempt: 3,
    failure: { kind: 'infrastructure', reason: 'silent' },
  };
  const failed = absorbRun(admitted(), newsOf(lost));
  expect(failed.status).toBe('planning_failed');
  const record = absorbRun(failed, plannedNews(lost));

  expect(record).toMatchObject({ status: 'plan_complete', next: { phase: 'implementation', isExplicit: true } });
});

test('it takes the place of the repeat that was due', () => {
  const lost: Run = { ...PLANNING, status: 'failed', failure: { kind: 'infrastructure', reason: 'silent' } };
  const repeating = absorbRun(admitted(), newsOf(lost));
  expect(repeating.next).toMatchObject({ phase: 'planning', attempt: 2 });

  expect(absorbRun(repeating, plannedNews(lost)).next).toMatchObject({ phase: 'implementation', attempt: 1 });
});

test('a late plan undoes nothing that a newer run made', () => {
  const lost: Run = {
    ...PLANNING,
    status: 'failed',
    attempt: 3,
    failure: { kind: 'infrastructure', reason: 'silent' },
  };
  const failed = absorbRun(admitted(), newsOf(lost));
  const newer = aRun({ runId: 'newer', reservedAt: '2026-01-05T09:30:00.000Z', status: 'running' });
  const running = absorbRun(failed, newsOf(newer));

  expect(absorbRun(running, plannedNews(lost))).toEqual(running);
});
