import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface DeadLetterAlarmProps {
  readonly deadLetters: IQueue;
}

/** Tells when a dead-letter queue holds anything: each of its messages wants a person. */
export class DeadLetterAlarm extends Construct {
  constructor(scope: Construct, id: string, { deadLetters }: DeadLetterAlarmProps) {
    super(scope, id);
    new Alarm(this, 'Depth', {
      alarmDescription: 'Messages that their consumer failed on; the admin UI shows and replays them.',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
