import type { QueueUrls } from '../adapters/sqs/queue-depths.ts';
import type { QueueName } from '../ports/work-queue.ts';

/** The variables of whoever looks at dead letters. */
export interface QueueUrlsEnv {
  CANDIDATES_QUEUE_URL: string;
  CANDIDATES_DEAD_LETTER_URL: string;
  LIFECYCLE_QUEUE_URL: string;
  LIFECYCLE_DEAD_LETTER_URL: string;
}

export function queueUrls(env: QueueUrlsEnv): Record<QueueName, QueueUrls> {
  return {
    candidates: { queueUrl: env.CANDIDATES_QUEUE_URL, deadLetterUrl: env.CANDIDATES_DEAD_LETTER_URL },
    lifecycle: { queueUrl: env.LIFECYCLE_QUEUE_URL, deadLetterUrl: env.LIFECYCLE_DEAD_LETTER_URL },
  };
}
