import { queueClient } from '../adapters/sqs/queue-client.ts';
import { lazyPort } from '../domain/lazy-port.ts';
import type { DeadLetters } from '../ports/work-queue.ts';
import { type QueueUrlsEnv, queueUrls } from './queue-urls.ts';

/** What failed for good, of both queues. */
export function openDeadLetters(env: QueueUrlsEnv): DeadLetters {
  const urls = queueUrls(env);
  return lazyPort(async () => (await import('../adapters/sqs/dead-letters.ts')).deadLetters(queueClient(), urls));
}
