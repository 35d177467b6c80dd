import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { CandidateQueue } from '../../ports/work-queue.ts';

/** The standard queue `candidates`. */
export function candidateQueue(client: SQSClient, queueUrl: string): CandidateQueue {
  return {
    async offer(candidate) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(candidate) }));
    },
  };
}
