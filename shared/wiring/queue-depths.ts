import { queueClient } from '../adapters/sqs/queue-client.ts';
import { lazyPort } from '../domain/lazy-port.ts';
import type { QueueDepths } from '../ports/work-queue.ts';
import { type QueueUrlsEnv, queueUrls } from './queue-urls.ts';

/** How many messages there are, of both queues. */
export function openQueueDepths(env: QueueUrlsEnv): QueueDepths {
  const urls = queueUrls(env);
  // Asked once in minutes.
  return lazyPort(async () => (await import('../adapters/sqs/queue-depths.ts')).queueDepths(queueClient(), urls));
}
