import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { instant } from '../../domain/time.ts';
import type { DeadLetters, QueueName } from '../../ports/work-queue.ts';
import { depthOf, type QueueUrls } from './queue-depths.ts';

const PEEK_SECONDS = 1;
/** Covers sending and deleting the ten messages of one receive. */
const REPLAY_SECONDS = 30;
/** What is not looked for is hidden so long that the next receive shows others. */
const DISCARD_SECONDS = 10;
/** Long polling asks every server, so that an empty answer means an empty queue; longer than a peek hides messages. */
const WAIT_SECONDS = PEEK_SECONDS + 1;
/** Ten messages each: an end even if messages die again as fast as they are sent back. */
const MAX_RECEIVES = 200;

const Received = z.object({
  MessageId: z.string(),
  Body: z.string(),
  ReceiptHandle: z.string(),
  Attributes: z.object({
    SentTimestamp: z.string().regex(/^\d+$/).transform(Number),
    MessageGroupId: z.string().optional(),
  }),
});
type Received = z.infer<typeof Received>;

export function deadLetters(client: SQSClient, urls: Record<QueueName, QueueUrls>): DeadLetters {
  const receive = async (queue: QueueName, visibleAgainSeconds: number, waitSeconds: number) => {
    const { Messages } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: urls[queue].deadLetterUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: visibleAgainSeconds,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['SentTimestamp', 'MessageGroupId'],
      }),
    );
    return (Messages ?? []).map((message: Message) => Received.parse(message));
  };
  return {
    counts: async () => ({
      candidates: await depth(client, urls.candidates.deadLetterUrl),
      lifecycle: await depth(client, urls.lifecycle.deadLetterUrl),
    }),
    async peek(queue) {
      const messages = await receive(queue, PEEK_SECONDS, 1);
      return messages.map(({ MessageId, Body, Attributes }) => ({
        queue,
        messageId: MessageId,
        body: Body,
        sentAt: instant(Attributes.SentTimestamp),
      }));
    },
    async replay(queue, isTimeUp = () => false) {
      let replayed = 0;
      for (let receives = 0; receives < MAX_RECEIVES && !isTimeUp(); receives += 1) {
        const messages = await receive(queue, REPLAY_SECONDS, WAIT_SECONDS);
        if (messages.length === 0) break;
        // One after the other, so that messages of one group stay in order.
        for (const message of messages) await sendBack(client, urls[queue], message);
        replayed += messages.length;
      }
      return replayed;
    },
    async discard(queue, messageId, isTimeUp = () => false) {
      for (let receives = 0; receives < MAX_RECEIVES && !isTimeUp(); receives += 1) {
        const messages = await receive(queue, DISCARD_SECONDS, WAIT_SECONDS);
        if (messages.length === 0) return 'gone';
        const found = messages.find(({ MessageId }) => MessageId === messageId);
        if (found === undefined) continue;
        const place = { QueueUrl: urls[queue].deadLetterUrl, ReceiptHandle: found.ReceiptHandle };
        await client.send(new DeleteMessageCommand(place));
        return 'discarded';
      }
      return 'gone';
    },
  };
}

/** Waiting and being looked at. */
async function depth(client: SQSClient, queueUrl: string): Promise<number> {
  const { waiting, inHand } = await depthOf(client, queueUrl);
  return waiting + inHand;
}

/** Sent under a fresh identity, since SQS swallows a known one for five minutes; deleted only after that. */
async function sendBack(client: SQSClient, urls: QueueUrls, message: Received): Promise<void> {
  const { MessageGroupId } = message.Attributes;
  const fifo = MessageGroupId !== undefined && urls.queueUrl.endsWith('.fifo');
  await client.send(
    new SendMessageCommand({
      QueueUrl: urls.queueUrl,
      MessageBody: message.Body,
      ...(fifo && { MessageGroupId, MessageDeduplicationId: crypto.randomUUID() }),
    }),
  );
  await client.send(new DeleteMessageCommand({ QueueUrl: urls.deadLetterUrl, ReceiptHandle: message.ReceiptHandle }));
}
