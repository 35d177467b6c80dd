import { queueClient } from '../adapters/sqs/queue-client.ts';
import { lazyPort } from '../domain/lazy-port.ts';
import type { DeadLetters } from '../ports/work-queue.ts';

interface DeadLettersEnv {
  CANDIDATES_QUEUE_URL: string;
  CANDIDATES_DEAD_LETTER_URL: string;
  LIFECYCLE_QUEUE_URL: string;
  LIFECYCLE_DEAD_LETTER_URL: string;
}

/** What failed for good, of both queues. */
export function openDeadLetters(env: DeadLettersEnv): DeadLetters {
  const urls = {
    candidates: { queueUrl: env.CANDIDATES_QUEUE_URL, deadLetterUrl: env.CANDIDATES_DEAD_LETTER_URL },
    lifecycle: { queueUrl: env.LIFECYCLE_QUEUE_URL, deadLetterUrl: env.LIFECYCLE_DEAD_LETTER_URL },
  };
  return lazyPort(async () => (await import('../adapters/sqs/dead-letters.ts')).deadLetters(queueClient(), urls));
}
