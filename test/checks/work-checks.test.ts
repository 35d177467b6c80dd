import { expect, test } from 'vitest';
import { clockChecks, workChecks } from '../../shared/checks/work-checks.ts';
import type { Overview } from '../../shared/contract/admin.ts';

const NOW = '2026-01-05T09:00:00.000Z';
const GOOD: Overview = {
  ...{
    now: NOW,
    runs: [],
    buckets: [],
    wanting: [],
    wantingCount: 0,
    spentTodayUsd: 0,
    recent: [],
    suspended: [],
    unshown: [],
  },
  ...{ unshownCount: 0, mappingCount: 1, budgets: [], deadLetters: { candidates: 0, lifecycle: 0 } },
  polls: [{ tracker: 'linear', failuresInARow: 0, lastSucceededAt: '2026-01-05T08:59:00.000Z' }],
  webhooks: [
    { source: 'github', deliveredAt: '2026-01-05T08:00:00.000Z', missed: 0 },
    { source: 'linear', deliveredAt: '2026-01-05T08:00:00.000Z', missed: 1, missedAt: '2026-01-05T07:00:00.000Z' },
  ],
};
const poll = (change: Partial<Overview['polls'][number]>) => ({
  polls: GOOD.polls.map((one) => ({ ...one, ...change })),
});

test('work that goes on has nothing to mend, and only the trackers that there are count', () => {
  expect(workChecks(GOOD, ['linear']).map(({ code, name, verdict }) => [code, name, verdict])).toEqual([
    ['poll_goes_on', 'Schedule of polls, linear', 'ok'],
    ['webhook_delivers', 'Deliveries, github', 'ok'],
    ['webhook_delivers', 'Deliveries, linear', 'ok'],
    ['no_dead_letters', 'Dead letters, candidates', 'ok'],
    ['no_dead_letters', 'Dead letters, lifecycle', 'ok'],
  ]);
});

test.each<[Partial<Overview>, string, string, RegExp]>([
  [{ polls: [] }, 'poll_missing', 'failed', /No poll of linear/],
  [poll({ failuresInARow: 3, lastError: 'linear: down' }), 'poll_fails', 'failed', /last 3 polls.*linear: down/],
  [poll({ lastSucceededAt: '2026-01-05T08:00:00.000Z' }), 'poll_silent', 'failed', /08:00/],
  [{ webhooks: GOOD.webhooks.slice(1) }, 'webhook_never_came', 'warning', /None of its deliveries/],
  [
    { webhooks: GOOD.webhooks.map((one) => ({ ...one, missed: 4, missedAt: '2026-01-05T08:30:00.000Z' })).slice(0, 1) },
    'webhook_misses',
    'warning',
    /found 4 things without it/,
  ],
  [{ deadLetters: { candidates: 2, lifecycle: 0 } }, 'dead_letters', 'failed', /2 messages/],
  [
    { suspended: [{ mappingId: 'm', name: 'Backend', reason: 'It is archived.', at: NOW }] },
    'mapping_suspended',
    'failed',
    /It is archived/,
  ],
  [{ stop: { by: 'admin', at: NOW, reason: 'x', mappings: 1, runs: 0 } }, 'all_stopped', 'warning', /stopped by admin/],
  [{ unshownCount: 2 }, 'tickets_unshown', 'warning', /2 tickets/],
  [{ mappingCount: 0 }, 'no_mapping', 'warning', /no mapping/],
])('%o is %s', (change, code, verdict, evidence) => {
  const wrong = workChecks({ ...GOOD, ...change }, ['linear']).filter((check) => check.verdict !== 'ok');

  expect(wrong[0]).toMatchObject({ code, verdict, evidence: expect.stringMatching(evidence) });
  expect(wrong.every(({ remedy = '' }) => remedy.length > 0)).toBe(true);
});

test.each([
  [0, 'clock_right', 'ok'],
  [-30_000, 'clock_right', 'ok'],
  [60_000, 'clock_wrong', 'warning'],
  [-600_000, 'clock_wrong', 'failed'],
])('a clock that is %d ms off is %s', (offMs, code, verdict) => {
  expect(clockChecks(1_700_000_000_000 + offMs, 1_700_000_000_000)).toMatchObject([{ code, verdict }]);
});
