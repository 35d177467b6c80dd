import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { candidateQueue } from '../../shared/adapters/sqs/candidate-queue.ts';
import { deadLetters } from '../../shared/adapters/sqs/dead-letters.ts';
import { lifecycleQueue } from '../../shared/adapters/sqs/lifecycle-queue.ts';
import { queueDepths } from '../../shared/adapters/sqs/queue-depths.ts';
import type { QueueName } from '../../shared/ports/work-queue.ts';
import type { WorkQueues } from './work-queues.ts';

/** Makes both queues with their dead-letter queues under fresh names; one failure is enough to bury a message. */
export async function sqsQueues(client: SQSClient): Promise<WorkQueues> {
  const prefix = crypto.randomUUID();
  const urls = {
    candidates: await createWithDeadLetters(client, `${prefix}-candidates`, ''),
    lifecycle: await createWithDeadLetters(client, `${prefix}-lifecycle`, '.fifo'),
  };
  return {
    candidates: candidateQueue(client, urls.candidates.queueUrl),
    lifecycle: lifecycleQueue(client, urls.lifecycle.queueUrl),
    deadLetters: deadLetters(client, urls),
    depths: queueDepths(client, urls),
    take: (queue) => take(client, urls[queue].queueUrl),
    bury: (queue) => bury(client, urls, queue),
  };
}

async function createWithDeadLetters(client: SQSClient, name: string, suffix: '' | '.fifo') {
  const fifo = suffix === '.fifo' ? { FifoQueue: 'true' } : {};
  const deadLetterUrl = await create(client, `${name}-dead${suffix}`, fifo);
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: deadLetterUrl, AttributeNames: ['QueueArn'] }),
  );
  const redrive = { deadLetterTargetArn: Attributes?.['QueueArn'], maxReceiveCount: 1 };
  const queueUrl = await create(client, `${name}${suffix}`, { ...fifo, RedrivePolicy: JSON.stringify(redrive) });
  return { queueUrl, deadLetterUrl };
}

async function create(client: SQSClient, name: string, attributes: Record<string, string>): Promise<string> {
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  if (QueueUrl === undefined) throw new Error(`queue ${name} has no address`);
  return QueueUrl;
}

async function receiveOne(client: SQSClient, queueUrl: string, visibleAgainSeconds: number) {
  const { Messages } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 1,
      VisibilityTimeout: visibleAgainSeconds,
    }),
  );
  return Messages?.[0];
}

async function take(client: SQSClient, queueUrl: string): Promise<unknown> {
  const message = await receiveOne(client, queueUrl, 60);
  if (message === undefined) return undefined;
  await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
  return JSON.parse(message.Body ?? '');
}

/** The first receive fails at once, the second finds it used up. */
async function bury(client: SQSClient, urls: Record<QueueName, { queueUrl: string }>, queue: QueueName): Promise<void> {
  await receiveOne(client, urls[queue].queueUrl, 0);
  await receiveOne(client, urls[queue].queueUrl, 0);
}
