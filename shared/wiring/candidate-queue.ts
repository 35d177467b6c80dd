import { candidateQueue } from '../adapters/sqs/candidate-queue.ts';
import { queueClient } from '../adapters/sqs/queue-client.ts';

/** Where tickets are offered. */
export function openCandidates(env: { CANDIDATES_QUEUE_URL: string }) {
  return candidateQueue(queueClient(), env.CANDIDATES_QUEUE_URL);
}
