import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { LogMetrics } from './log-metrics.ts';
import type { ServiceFunction } from './service-function.ts';

export interface AlarmsProps {
  /** Finds what else is wrong, and tells of it in its log. */
  readonly watch: ServiceFunction;
  /** Those that consume the queues. */
  readonly consumers: readonly ServiceFunction[];
  /** What is counted in log lines. */
  readonly counted: LogMetrics;
  /** Who gets a mail. @default nobody */
  readonly email?: string | undefined;
  /** A topic that stands already. @default none */
  readonly topicArn?: string | undefined;
  /** Encrypts what is mailed until it is. @default nothing does */
  readonly dataKey?: IKey | undefined;
}

const PERIOD = Duration.minutes(5);
const OPERATOR_NEEDED =
  'A tracker was not polled for ten minutes, messages wait or were given up, a credential is refused, or the budget of a day is spent';

/**
 * What tells an operator that something is wrong, on metrics that AWS keeps in any case, or counted in the log. Each names its section of
 * the runbook. What watch-runs can look at itself has no alarm of its own, since each is paid by the month; that watch-runs works has one,
 * which needs nothing of ours. Without anybody to tell, the deployment says so.
 */
export class Alarms extends Construct {
  private readonly topic: ITopic | undefined;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = this.topicOf(props);
    this.ofWatch(props.watch);
    for (const each of props.consumers) this.ofErrors(each);
    this.ofThrottles();
    this.ofCounted(props.counted);
    new CfnOutput(this, 'Told', {
      description: 'Who is told of alarms.',
      value:
        props.email ??
        props.topicArn ??
        'Nobody: set ALARM_EMAIL or ALARM_TOPIC_ARN and deploy again to be told of alarms.',
    });
  }

  private topicOf({ email, topicArn, dataKey }: AlarmsProps): ITopic | undefined {
    if (topicArn !== undefined) return Topic.fromTopicArn(this, 'Topic', topicArn);
    if (email === undefined) return undefined;
    const topic = new Topic(this, 'Topic', { enforceSSL: true, ...(dataKey && { masterKey: dataKey }) });
    topic.addSubscription(new EmailSubscription(email));
    return topic;
  }

  /** Lambda tells the errors of each start, 0 of one that succeeds: without a figure it was not started. */
  private ofWatch(watch: ServiceFunction): void {
    this.put(`${watch.name}-down`, `${watch.name} fails again and again, or is not started`, 'watch-down', {
      metric: watch.function.metricErrors({ period: PERIOD }),
      threshold: 1,
      evaluationPeriods: 2,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  /** One that fails now and then is tried again; what goes on is told. */
  private ofErrors(each: ServiceFunction): void {
    this.put(`${each.name}-errors`, `${each.name} fails again and again`, 'function-errors', {
      metric: each.function.metricErrors({ period: PERIOD }),
      threshold: 1,
      evaluationPeriods: 3,
    });
  }

  /** Of the whole account and region, which functions share. */
  private ofThrottles(): void {
    const metric = new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: 'Sum', period: PERIOD });
    this.put('throttles', 'Functions are not started since too many run', 'throttles', {
      metric,
      threshold: 1,
      evaluationPeriods: 3,
    });
  }

  private ofCounted({ failedRuns, operatorNeeded }: LogMetrics): void {
    // One that fails alone is told on its ticket.
    this.put('failed-runs', 'Half of the runs fail, or more', 'failed-runs', {
      metric: failedRuns,
      threshold: 0.5,
      evaluationPeriods: 4,
      datapointsToAlarm: 3,
    });
    this.put('operator-needed', OPERATOR_NEEDED, 'operator-needed', {
      metric: operatorNeeded,
      threshold: 1,
    });
  }

  private put(
    name: string,
    what: string,
    section: string,
    props: Partial<AlarmProps> & { metric: IMetric; threshold: number },
  ): void {
    const alarm = new Alarm(this, name, {
      alarmName: `${Stack.of(this).stackName}-${name}`,
      alarmDescription: `${what}. What to do: docs/runbook.md#${section}`,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
    });
    if (this.topic !== undefined) alarm.addAlarmAction(new SnsAction(this.topic));
  }
}
