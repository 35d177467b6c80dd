import { expect, test } from 'vitest';
import {
  heldNotification,
  nearlySpentNotification,
} from '../../../shared/domain/notifications/operator-notifications.ts';
import { begunNotification, endedNotification } from '../../../shared/domain/notifications/run-notifications.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aRun } from '../../builders/a-run.ts';

const around = { mappingName: 'Backend', adminUrl: 'https://us.test/admin' };
const usage = { turns: 3, inputTokens: 1, outputTokens: 1, costUsd: 1.5 };
const failure = { kind: 'substance', reason: 'tests fail' } as const;

function ended(overrides: Partial<Run>, isTriedAgain = false) {
  const run = aRun({ status: 'failed', failure, ...overrides });
  return endedNotification({ run }, { ...around, isTriedAgain, remedy: 'look at the tests' });
}

const factsOf = ({ facts }: ReturnType<typeof ended>) => Object.fromEntries(facts.map((one) => [one.name, one.value]));

test('a run that begins is told with its ticket, its project and what it may cost', () => {
  const begun = begunNotification(aRun({ budgetUsdPerRun: 10 }), around);

  expect(begun).toMatchObject({ title: 'ENG-1: implementation begins', id: 'run 01KE6XAAAA0000000000000001 begun' });
  expect(factsOf(begun)).toEqual({
    Ticket: 'Add user export',
    Project: 'Backend, acme/backend',
    'May cost': '10.00 USD',
  });
});

test('a try after the first is told as such', () => {
  expect(factsOf(begunNotification(aRun({ attempt: 2 }), around))).toMatchObject({ Try: '2' });
});

test('a run that succeeded is told with its pull request, its duration and its cost', () => {
  const prUrl = 'https://github.test/acme/backend/pull/3';
  const told = ended({ status: 'succeeded', failure: undefined, prUrl, usage });

  expect(told.title).toBe('ENG-1: implementation succeeded');
  expect(factsOf(told)).toMatchObject({ Duration: '11 min', Cost: '1.50 USD' });
  expect(factsOf(told)).not.toHaveProperty('What to do');
  expect(told.links.map(({ name }) => name)).toEqual(['Pull request', 'Ticket', 'Workflow run', 'Admin']);
});

test('a run that failed for good is told with why, what to do, and that it waits for people', () => {
  expect(factsOf(ended({}))).toMatchObject({
    Why: 'tests fail',
    'What to do': 'look at the tests',
    Next: 'it waits for people',
  });
});

test('a reason that says what to do already says it once', () => {
  const told = factsOf(ended({ failure: { kind: 'mapping', reason: 'There is no file. look at the tests' } }));

  expect(told).not.toHaveProperty('What to do');
});

test('one that is tried again asks nothing of people', () => {
  const told = factsOf(ended({ status: 'timed_out' }, true));

  expect(told).toMatchObject({ Next: 'it is tried again by itself' });
  expect(told).not.toHaveProperty('What to do');
});

test.each([
  ['failed', 'planning', 'ENG-1: planning failed'],
  ['timed_out', 'gap-fill', 'ENG-1: follow-up was given up'],
  ['cancelled', 'implementation', 'ENG-1: implementation was cancelled'],
] as const)('one that %s in %s is called: %s', (status, phase, title) => {
  expect(ended({ status, phase }).title).toBe(title);
});

test.each([
  ['2026-01-05T09:00:59.000Z', 'less than a minute'],
  ['2026-01-05T09:59:59.000Z', '59 min'],
  ['2026-01-05T11:05:00.000Z', '2 h 5 min'],
])('from 09:00:00 to %s it took %s', (endedAt, words) => {
  expect(factsOf(ended({ endedAt }))['Duration']).toBe(words);
});

test('dollars of a subscription are told as such', () => {
  expect(factsOf(ended({ usage: { ...usage, isNotional: true } }))['Cost']).toBe('1.50 USD, paid by a subscription');
});

test('a report that came late is told as what it says, under another id', () => {
  const run = aRun({ status: 'timed_out', failure });
  const late = endedNotification({ run, report: { isSuccess: true } }, { ...around, isTriedAgain: false, remedy: '' });

  expect(late.title).toBe('ENG-1: implementation succeeded');
  expect(late.id).not.toBe(endedNotification({ run }, { ...around, isTriedAgain: false, remedy: '' }).id);
});

test('a mapping that is held is told with why; one that is not, is not', () => {
  const suspended = { reason: 'The App is not installed.', at: '2026-01-05T09:00:00.000Z' };

  expect(heldNotification(aMapping({ suspended }), around.adminUrl)).toMatchObject({
    title: 'Backend is held: no run begins',
    facts: [{ name: 'Why', value: 'The App is not installed.' }, {}, {}],
    links: [{ url: 'https://us.test/admin/mappings' }],
  });
  expect(heldNotification(aMapping(), around.adminUrl)).toBeUndefined();
});

test("a day's budget is told with what was spent of it", () => {
  const told = nearlySpentNotification(aMapping(), { day: '2026-01-05', spentUsd: 82, limitUsd: 100 }, around.adminUrl);

  expect(told.title).toBe('Backend: the budget of 2026-01-05 is nearly spent');
  expect(told.facts[0]).toEqual({ name: 'Spent', value: '82.00 USD of 100.00 USD' });
});
