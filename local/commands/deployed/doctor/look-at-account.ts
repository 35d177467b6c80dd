import { CloudWatchClient, DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { deployedSettings } from '../../../../infra/commands/deployed-settings.ts';
import { settingsDiff } from '../../../../infra/commands/settings-diff.ts';
import type { Stage } from '../../../../infra/stage.ts';
import { accountChecks } from '../../../../shared/checks/account-checks.ts';
import type { Check } from '../../../../shared/contract/check.ts';
import { type Account, clientSettings } from '../account.ts';

const HOUR_MS = 3_600_000;

/** By whom AWS is asked. */
export interface AccountClients {
  cloudWatch: Pick<CloudWatchClient, 'send'>;
  lambda: Pick<LambdaClient, 'send'>;
  sns: Pick<SNSClient, 'send'>;
}

export function accountClients(stage: Stage): AccountClients {
  const settings = clientSettings(stage);
  return {
    cloudWatch: new CloudWatchClient(settings),
    lambda: new LambdaClient(settings),
    sns: new SNSClient(settings),
  };
}

/** Looks at what only AWS can show; what the credentials may not see is not tried, and says which permission it takes. */
export async function lookAtAccount(
  stage: Stage,
  account: Pick<Account, 'ssm' | 'stack'>,
  { cloudWatch, lambda, sns }: AccountClients,
): Promise<Check[]> {
  const alarms = await seen('cloudwatch:DescribeAlarms', () => alarmsOf(cloudWatch, stage.stackName));
  const topics = 'seen' in alarms ? [...new Set(alarms.seen.flatMap(({ actions }) => actions))] : [];
  return accountChecks({
    stackName: stage.stackName,
    stage: stage.name,
    stackStatus: await seen('cloudformation:DescribeStacks', async () => (await account.stack())?.StackStatus),
    drift: await seen('ssm:GetParameter', () => driftOf(stage, account)),
    alarms,
    subscriptions: await seen('sns:ListSubscriptionsByTopic', () => subscriptionsOf(sns, topics)),
    concurrency: await seen('lambda:GetAccountSettings', () => concurrencyOf(lambda, cloudWatch)),
  });
}

/** The name of the error says enough; its text may hold more than people should see. */
async function seen<T>(action: string, look: () => Promise<T>): Promise<{ seen: T } | { unseen: string }> {
  try {
    return { seen: await look() };
  } catch (error) {
    return { unseen: `AWS did not answer (${(error as Error).name}): the credentials of this shell need ${action}.` };
  }
}

async function driftOf(stage: Stage, { ssm }: Pick<Account, 'ssm'>): Promise<readonly string[] | undefined> {
  const note = await deployedSettings(ssm, stage);
  return note === undefined ? undefined : settingsDiff(note.settings, stage.values);
}

async function alarmsOf(cloudWatch: AccountClients['cloudWatch'], stackName: string) {
  const found: { name: string; state: string; isTold: boolean; actions: string[] }[] = [];
  let NextToken: string | undefined;
  do {
    const asked = { AlarmNamePrefix: `${stackName}-`, MaxRecords: 100, ...(NextToken !== undefined && { NextToken }) };
    const answer = await cloudWatch.send(new DescribeAlarmsCommand(asked));
    for (const { AlarmName = '', StateValue = '', AlarmActions = [] } of answer.MetricAlarms ?? []) {
      found.push({ name: AlarmName, state: StateValue, isTold: AlarmActions.length > 0, actions: AlarmActions });
    }
    ({ NextToken } = answer);
  } while (NextToken !== undefined);
  return found;
}

async function subscriptionsOf(sns: AccountClients['sns'], topics: readonly string[]) {
  const lists = await Promise.all(
    topics.map(async (TopicArn) => (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions),
  );
  return lists
    .flatMap((list) => list ?? [])
    .map(({ Endpoint = 'somebody', SubscriptionArn }) => ({
      to: Endpoint,
      isConfirmed: SubscriptionArn?.startsWith('arn:') === true,
    }));
}

async function concurrencyOf(lambda: AccountClients['lambda'], cloudWatch: AccountClients['cloudWatch']) {
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const now = Date.now();
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      ...{ Namespace: 'AWS/Lambda', MetricName: 'ConcurrentExecutions', Statistics: ['Maximum'], Period: 3600 },
      ...{ StartTime: new Date(now - 3 * HOUR_MS), EndTime: new Date(now) },
    }),
  );
  const most = Datapoints.map(({ Maximum = 0 }) => Maximum);
  return {
    limit: AccountLimit?.ConcurrentExecutions ?? 0,
    taken: most.length === 0 ? undefined : Math.max(...most),
  };
}
