import { candidateQueue } from '../adapters/sqs/candidate-queue.ts';
import { lifecycleQueue } from '../adapters/sqs/lifecycle-queue.ts';
import { queueClient } from '../adapters/sqs/queue-client.ts';

/** Both queues, on one client. */
export function openQueues(env: { CANDIDATES_QUEUE_URL: string; LIFECYCLE_QUEUE_URL: string }) {
  const client = queueClient();
  return {
    candidates: candidateQueue(client, env.CANDIDATES_QUEUE_URL),
    lifecycle: lifecycleQueue(client, env.LIFECYCLE_QUEUE_URL),
  };
}
