import { expect, test } from 'vitest';
import { type AccountSeen, accountChecks } from '../../shared/checks/account-checks.ts';

const GOOD: AccountSeen = {
  ...{ stackName: 'AiImplement-prod', stage: 'prod', stackStatus: { seen: 'UPDATE_COMPLETE' }, drift: { seen: [] } },
  alarms: { seen: [{ name: 'AiImplement-prod-throttles', state: 'OK', isTold: true }] },
  subscriptions: { seen: [{ to: 'ops@acme.example', isConfirmed: true }] },
  concurrency: { seen: { limit: 1000, taken: 6 } },
};

test('a stage that is as it should be has nothing to mend', () => {
  expect(accountChecks(GOOD).map(({ code, verdict }) => [code, verdict])).toEqual([
    ['stack_complete', 'ok'],
    ['settings_deployed', 'ok'],
    ['alarms_quiet', 'ok'],
    ['alarms_told', 'ok'],
    ['concurrency_enough', 'ok'],
  ]);
});

const ringing = [{ name: 'AiImplement-prod-lifecycle-dead-letters', state: 'ALARM', isTold: true }];
test.each<[Partial<AccountSeen>, string, 'failed' | 'warning', RegExp, RegExp]>([
  [
    { stackStatus: { seen: undefined } },
    'stack_missing',
    'failed',
    /no stack AiImplement-prod/,
    /npm run deploy -- prod/,
  ],
  [{ stackStatus: { seen: 'UPDATE_ROLLBACK_COMPLETE' } }, 'stack_broken', 'failed', /ROLLBACK/, /CloudFormation/],
  [{ stackStatus: { seen: 'UPDATE_IN_PROGRESS' } }, 'stack_changes', 'warning', /IN_PROGRESS/, /Wait/],
  [{ drift: { seen: ['  LINEAR: "on" -> "off"'] } }, 'settings_drift', 'warning', /LINEAR: "on" -> "off"/, /--look/],
  [{ drift: { seen: undefined } }, 'settings_unnoted', 'warning', /note/, /npm run deploy/],
  [{ alarms: { seen: ringing } }, 'alarm_rings', 'failed', /dead-letters is in alarm/, /runbook/],
  [
    { alarms: { seen: [{ name: 'a', state: 'OK', isTold: false }] } },
    'alarms_untold',
    'warning',
    /1 of 1/,
    /ALARM_EMAIL or ALARM_TOPIC_ARN/,
  ],
  [
    { subscriptions: { seen: [{ to: 'ops@acme.example', isConfirmed: false }] } },
    'alarms_unconfirmed',
    'failed',
    /ops@acme.example has not confirmed/,
    /Click the link/,
  ],
  [
    { concurrency: { seen: { limit: 10, taken: 3 } } },
    'concurrency_tight',
    'warning',
    /10 .*up to 6; at most 3/,
    /L-B99A9384/,
  ],
  [{ concurrency: { seen: { limit: 40, taken: 40 } } }, 'concurrency_tight', 'warning', /at most 40/, /Service Quotas/],
])('%o is %s', (change, code, verdict, evidence, remedy) => {
  const wrong = accountChecks({ ...GOOD, ...change }).filter((check) => check.verdict !== 'ok');

  expect(wrong).toEqual([
    expect.objectContaining({
      ...{ code, verdict },
      ...{ evidence: expect.stringMatching(evidence), remedy: expect.stringMatching(remedy) },
    }),
  ]);
});

test('what the credentials may not see is not tried, with the reason', () => {
  const unseen = { unseen: 'the credentials of this shell need sns:ListSubscriptionsByTopic.' };
  const checks = accountChecks({ ...GOOD, subscriptions: unseen, stackStatus: unseen, concurrency: unseen });

  expect(checks.filter(({ verdict }) => verdict === 'not_tried').map(({ code, evidence }) => [code, evidence])).toEqual(
    [
      ['stack_unseen', unseen.unseen],
      ['alarms_unseen', unseen.unseen],
      ['concurrency_unseen', unseen.unseen],
    ],
  );
});
