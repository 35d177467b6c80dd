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
import type { QueueName } from '../permissions.ts';
import type { LogMetrics } from './log-metrics.ts';
import type { ServiceFunction } from './service-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface AlarmsProps {
  readonly queues: Readonly<Record<QueueName, WorkQueue>>;
  /** Those without which nothing goes on; each has an alarm on its errors. */
  readonly functions: readonly ServiceFunction[];
  /** Functions that a schedule starts, with how often. */
  readonly scheduled: readonly { function: ServiceFunction; every: Duration }[];
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
/** Longer than any message waits while its consumer works. */
const OLDEST = Duration.minutes(15);
/** A schedule that did not fire for this long, or for three of its intervals where they are longer. */
const SILENCE_MINUTES = 10;

/**
 * What tells an operator that something is wrong, on metrics that AWS keeps in any case. Each names its section of the runbook. Without
 * anybody to tell, the deployment says so.
 */
export class Alarms extends Construct {
  private readonly topic: ITopic | undefined;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = this.topicOf(props);
    for (const [name, queue] of Object.entries(props.queues)) this.ofQueue(name, queue);
    for (const each of props.functions) this.ofErrors(each);
    for (const { function: each, every } of props.scheduled) this.ofSchedule(each, every);
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

  private ofQueue(name: string, queue: WorkQueue): void {
    this.put(`${name}-dead-letters`, 'Messages that their consumer failed on for good', 'dead-letters', {
      metric: queue.deadLetterCount(PERIOD),
      threshold: 1,
    });
    this.put(`${name}-oldest-message`, 'Messages wait for their consumer', 'oldest-message', {
      metric: queue.oldestAge(PERIOD),
      threshold: OLDEST.toSeconds(),
      evaluationPeriods: 2,
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

  private ofSchedule(each: ServiceFunction, every: Duration): void {
    const minutes = Math.max(SILENCE_MINUTES, 3 * every.toMinutes());
    this.put(`${each.name}-silent`, `${each.name} is not started`, 'schedules', {
      metric: each.function.metricInvocations({ period: Duration.minutes(minutes) }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
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

  private ofCounted({ trackersDown, failedRuns, operatorNeeded }: LogMetrics): void {
    this.put('tracker-down', 'A tracker could not be polled for ten minutes', 'tracker-down', {
      metric: trackersDown,
      threshold: 1,
      evaluationPeriods: 10,
    });
    // One that fails alone is told on its ticket.
    this.put('failed-runs', 'Half of the runs fail, or more', 'failed-runs', {
      metric: failedRuns,
      threshold: 0.5,
      evaluationPeriods: 4,
      datapointsToAlarm: 3,
    });
    this.put('operator-needed', 'A credential is refused, or the budget of a day is spent', 'operator-needed', {
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
