import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueDepths, QueueName } from '../../ports/work-queue.ts';

/** Where the messages of one queue are, and where those go that are given up. */
export interface QueueUrls {
  queueUrl: string;
  deadLetterUrl: string;
}

export function queueDepths(client: SQSClient, urls: Record<QueueName, QueueUrls>): QueueDepths {
  return {
    async of(queue) {
      const { queueUrl, deadLetterUrl } = urls[queue];
      const [depth, dead] = await Promise.all([depthOf(client, queueUrl), depthOf(client, deadLetterUrl)]);
      return { ...depth, deadLetters: dead.waiting + dead.inHand };
    },
  };
}

/** Approximate, as SQS says itself. */
export async function depthOf(client: SQSClient, queueUrl: string): Promise<{ waiting: number; inHand: number }> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } = Attributes ?? {};
  return { waiting: Number(visible ?? 0), inHand: Number(hidden ?? 0) };
}
