import { lifecycleQueue } from '../adapters/sqs/lifecycle-queue.ts';
import { queueClient } from '../adapters/sqs/queue-client.ts';

/** Where events of runs and tickets go. */
export function openLifecycle(env: { LIFECYCLE_QUEUE_URL: string }) {
  return lifecycleQueue(queueClient(), env.LIFECYCLE_QUEUE_URL);
}
