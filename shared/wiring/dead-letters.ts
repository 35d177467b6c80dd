import { deadLetters } from '../adapters/sqs/dead-letters.ts';
import { queueClient } from '../adapters/sqs/queue-client.ts';

interface DeadLettersEnv {
  CANDIDATES_QUEUE_URL: string;
  CANDIDATES_DEAD_LETTER_URL: string;
  LIFECYCLE_QUEUE_URL: string;
  LIFECYCLE_DEAD_LETTER_URL: string;
}

/** What failed for good, of both queues. */
export function openDeadLetters(env: DeadLettersEnv) {
  return deadLetters(queueClient(), {
    candidates: { queueUrl: env.CANDIDATES_QUEUE_URL, deadLetterUrl: env.CANDIDATES_DEAD_LETTER_URL },
    lifecycle: { queueUrl: env.LIFECYCLE_QUEUE_URL, deadLetterUrl: env.LIFECYCLE_DEAD_LETTER_URL },
  });
}
