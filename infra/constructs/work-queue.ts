import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export interface WorkQueueProps {
  /** Without the suffix that FIFO queues need. */
  readonly name: string;
  /** @default false */
  readonly isFifo?: boolean;
  /** @default SQS encrypts with a key of its own */
  readonly dataKey?: IKey | undefined;
}

/** At least three times the time-out of a consumer: a slow one is not overtaken by its own message. */
const VISIBILITY = Duration.seconds(360);
const RETENTION = Duration.days(14);
const MAX_RECEIVES = 5;
/** The most that a FIFO queue gives at once. */
const BATCH = 10;

/** A queue with its dead-letter queue; its messages go to one consumer in batches, and fail one by one. */
export class WorkQueue extends Construct {
  readonly url: string;
  readonly deadLetterUrl: string;
  private readonly queue: Queue;
  private readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { name, isFifo = false, dataKey }: WorkQueueProps) {
    super(scope, id);
    const suffix = isFifo ? '.fifo' : '';
    const common = {
      // CloudFormation wants this property to be absent, not false, on a standard queue.
      ...(isFifo ? { fifo: true } : {}),
      retentionPeriod: RETENTION,
      ...(dataKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: dataKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
      enforceSSL: true,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', { ...common, queueName: `${name}-dead-letters${suffix}` });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      queueName: `${name}${suffix}`,
      visibilityTimeout: VISIBILITY,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    this.url = this.queue.queueUrl;
    this.deadLetterUrl = this.deadLetters.queueUrl;
  }

  /** The most messages that were seen among the dead letters. */
  deadLetterCount(period: Duration): Metric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' });
  }

  /** In seconds, how long the message that waited longest did. */
  oldestAge(period: Duration): Metric {
    return this.queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' });
  }

  /** Lets the function consume the queue, at most so many batches at once. */
  feed(consumer: ServiceFunction, maxConcurrency: number): void {
    new EventSourceMapping(this, 'Consumer', {
      target: consumer.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: BATCH,
      reportBatchItemFailures: true,
      maxConcurrency,
    });
    this.allow(consumer, this.queue, ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']);
  }

  grantSend(to: ServiceFunction): void {
    this.allow(to, this.queue, ['SendMessage']);
  }

  /** Allows to look at dead letters, and to send them back to where they came from. */
  grantReplay(to: ServiceFunction): void {
    this.allow(to, this.deadLetters, ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']);
    this.grantSend(to);
  }

  /** Allows to ask how many messages there are, and how many dead letters. */
  grantMeasure(to: ServiceFunction): void {
    for (const queue of [this.queue, this.deadLetters]) this.allow(to, queue, ['GetQueueAttributes']);
  }

  private allow(to: ServiceFunction, queue: Queue, actions: readonly string[]): void {
    to.allow(new PolicyStatement({ actions: actions.map((action) => `sqs:${action}`), resources: [queue.queueArn] }));
  }
}
