import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { eventGroup, eventId } from '../../contract/event-names.ts';
import type { LifecycleQueue } from '../../ports/work-queue.ts';
import { fifoIdentity } from './fifo-identity.ts';

/** The FIFO queue `lifecycle.fifo`: in order for each ticket, deduplicated by the event's own identity. */
export function lifecycleQueue(client: SQSClient, queueUrl: string): LifecycleQueue {
  return {
    async send(event) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(event),
          MessageGroupId: fifoIdentity(eventGroup(event)),
          MessageDeduplicationId: fifoIdentity(eventId(event)),
        }),
      );
    },
  };
}
