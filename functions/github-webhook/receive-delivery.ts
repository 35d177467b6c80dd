import type { LifecycleEvent } from '../../shared/contract/events.ts';
import type { IgnoredDelivery } from '../../shared/contract/webhook-events.ts';
import type { DeliveryAnswer } from '../../shared/contract/webhook-payloads.ts';
import type { GithubWebhookDeps } from './github-webhook-deps.ts';
import { type Delivery, type ReadDelivery, readDelivery } from './read-delivery.ts';

/**
 * Takes one delivery whose signature was verified. What it becomes is in the queue before it is answered; the delivery's id is the event's
 * own, so that one that comes again within minutes is sent once.
 */
export async function receiveDelivery(
  deps: GithubWebhookDeps,
  delivery: Delivery & { deliveryId: string },
): Promise<DeliveryAnswer> {
  const event = await eventOf(deps, readDelivery(delivery), delivery.deliveryId);
  if (typeof event === 'string') return { status: 'ignored', reason: event };
  await deps.lifecycle.send(event);
  return { status: 'queued', as: event.type };
}

/** The event, or why there is none. The record tells whose ticket the pull request is. */
async function eventOf(
  deps: Pick<GithubWebhookDeps, 'pullRequests'>,
  read: ReadDelivery,
  arrivalId: string,
): Promise<LifecycleEvent | IgnoredDelivery> {
  if (read.says === 'nothing') return read.reason;
  if (read.says === 'run_ended') return { type: 'WorkflowRunEnded', runId: read.runId, arrivalId };
  const record = await deps.pullRequests.read(read.pull);
  if (record === undefined) return 'not_our_pull_request';
  const { tracker, ticketId } = record;
  const { pull } = read;
  if (read.says === 'changed') return { type: 'PullRequestChanged', tracker, ticketId, pull, arrivalId };
  const { comment, author } = read;
  return { type: 'PullRequestCommented', tracker, ticketId, pull, comment, author, arrivalId };
}
