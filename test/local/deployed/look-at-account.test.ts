import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noteOf, noteParameter } from '../../../infra/deployed-note.ts';
import { readStage } from '../../../infra/stage.ts';
import { type AccountClients, lookAtAccount } from '../../../local/commands/deployed/doctor/look-at-account.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:111111111111:alarms';

function aStage(settings: object = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'stages-'));
  writeFileSync(
    join(folder, 'prod.json'),
    JSON.stringify({ account: '111111111111', region: 'eu-central-1', settings }),
  );
  const stage = readStage('prod', {}, folder);
  rmSync(folder, { recursive: true });
  return stage;
}

/** AWS that answers by the name of what is asked; an error's name as text is thrown. */
function aws(answers: Record<string, (input: Record<string, unknown>) => unknown>) {
  const send = async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
    const answer = answers[command.constructor.name]?.(command.input);
    if (typeof answer === 'string') throw Object.assign(new Error('canary-of-aws'), { name: answer });
    return answer ?? {};
  };
  const client = { send } as unknown as AccountClients['cloudWatch'] & AccountClients['sns'] & AccountClients['lambda'];
  return { cloudWatch: client, sns: client, lambda: client };
}

const stage = aStage();
const note = (of = stage) => ({
  Parameter: { ARN: `arn:aws:ssm:eu-central-1:111111111111:parameter${noteParameter(of)}`, Value: noteOf(of) },
});
const alarm = (name: string) => ({ AlarmName: `AiImplement-prod-${name}`, StateValue: 'OK', AlarmActions: [TOPIC] });
const WELL = {
  GetParameterCommand: () => note(),
  DescribeAlarmsCommand: ({ NextToken }: Record<string, unknown>) =>
    NextToken === undefined
      ? { MetricAlarms: [alarm('throttles')], NextToken: 'more' }
      : { MetricAlarms: [alarm('poll')] },
  ListSubscriptionsByTopicCommand: ({ TopicArn }: Record<string, unknown>) => ({
    Subscriptions: TopicArn === TOPIC ? [{ Endpoint: 'ops@acme.example', SubscriptionArn: `${TOPIC}:1` }] : [],
  }),
  GetAccountSettingsCommand: () => ({ AccountLimit: { ConcurrentExecutions: 1000 } }),
  GetMetricStatisticsCommand: () => ({ Datapoints: [{ Maximum: 4 }, { Maximum: 7 }] }),
};

async function looked(answers: Parameters<typeof aws>[0] = {}, of = stage) {
  const clients = aws({ ...WELL, ...answers });
  const account = {
    ssm: clients.cloudWatch as never,
    stack: async () => ({
      StackName: of.stackName,
      CreationTime: new Date(0),
      StackStatus: 'CREATE_COMPLETE' as const,
    }),
  };
  const checks = await lookAtAccount(of, account, clients);
  expect(JSON.stringify(checks)).not.toContain('canary');
  return checks;
}

test('a stage in order is told with all its alarms, who is told, and what of the quota is taken', async () => {
  const checks = await looked();

  expect(checks.map(({ code, verdict }) => [code, verdict])).toEqual([
    ...[
      ['stack_complete', 'ok'],
      ['settings_deployed', 'ok'],
      ['alarms_quiet', 'ok'],
      ['alarms_told', 'ok'],
    ],
    ['concurrency_enough', 'ok'],
  ]);
  expect(checks[2]?.evidence).toBe('None of 2 alarms rings.');
  expect(checks[4]?.evidence).toContain('1000 functions at once in this region, of which');
  expect(checks[4]?.evidence).toContain('at most 7 ran at once');
});

test('a subscription that waits for its link, a fresh account, and settings that were not deployed', async () => {
  const waiting = { Endpoint: 'ops@acme.example', SubscriptionArn: 'PendingConfirmation' };
  const checks = await looked(
    {
      ListSubscriptionsByTopicCommand: () => ({ Subscriptions: [waiting] }),
      GetAccountSettingsCommand: () => ({ AccountLimit: { ConcurrentExecutions: 10 } }),
    },
    aStage({ RETRY_BY_MARKING: false }),
  );

  expect(checks.filter(({ verdict }) => verdict !== 'ok').map(({ code }) => code)).toEqual([
    ...['settings_drift', 'alarms_unconfirmed', 'concurrency_tight'],
  ]);
});

test.each([
  ['DescribeAlarmsCommand', 'alarms_unseen', 'cloudwatch:DescribeAlarms'],
  ['ListSubscriptionsByTopicCommand', 'alarms_unseen', 'sns:ListSubscriptionsByTopic'],
  ['GetAccountSettingsCommand', 'concurrency_unseen', 'lambda:GetAccountSettings'],
  ['GetParameterCommand', 'settings_unseen', 'ssm:GetParameter'],
])('where %s is denied that part is not tried, and the rest is', async (command, code, permission) => {
  const checks = await looked({ [command]: () => 'AccessDenied' });

  expect(checks.filter(({ verdict }) => verdict === 'not_tried')).toMatchObject([
    { code, evidence: expect.stringContaining(permission) },
  ]);
  expect(checks.length).toBeGreaterThanOrEqual(4);
});
