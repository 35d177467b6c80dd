import type { LifecycleEvent } from '../../shared/contract/events.ts';
import type { IgnoredDelivery } from '../../shared/contract/webhook-events.ts';
import type { DeliveryAnswer } from '../../shared/contract/webhook-payloads.ts';
import type { Instant } from '../../shared/domain/time.ts';
import type { GithubWebhookDeps } from './github-webhook-deps.ts';
import type { KeptPull } from './keeping-pulls.ts';
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

/** The event, or why there is none. The record tells whose ticket the pull request is, and under which name it is kept. */
async function eventOf(
  deps: Records,
  read: ReadDelivery,
  arrivalId: string,
): Promise<LifecycleEvent | IgnoredDelivery> {
  const arrival = { arrivalId, deliveredAt: deps.clock.now() };
  switch (read.says) {
    case 'nothing':
      return read.reason;
    case 'run_ended':
      return { type: 'WorkflowRunEnded', runId: read.runId, ...arrival };
    case 'repository_changed':
      return { type: 'RepositoryChanged', ...read.repository, ...arrival };
    case 'installation_changed':
      return { type: 'InstallationChanged', owner: read.owner, ...arrival };
    case 'changed':
    case 'spoken':
    case 'checked':
    case 'commented':
      return pullEventOf(deps, read, arrival);
  }
}

type Records = Pick<GithubWebhookDeps, 'pullRequests' | 'clock'>;

interface Arrival {
  arrivalId: string;
  deliveredAt: Instant;
}

type OfPull = Extract<ReadDelivery, { says: 'changed' | 'spoken' | 'checked' | 'commented' }>;

async function pullEventOf(deps: Records, read: OfPull, arrival: Arrival): Promise<LifecycleEvent | IgnoredDelivery> {
  const record = await recordOf(deps, read);
  if (record === undefined) return foreignEventOf(read, arrival);
  const { tracker, ticketId, owner, repo, number } = record;
  const pull = { owner, repo, number };
  if (read.says === 'changed') return { type: 'PullRequestChanged', tracker, ticketId, pull, ...arrival };
  if (read.says === 'checked') return { type: 'PullRequestSpoken', tracker, ticketId, pull, ...arrival };
  if (read.says === 'spoken')
    return { type: 'PullRequestSpoken', tracker, ticketId, pull, written: read.written, ...arrival };
  const { comment, author } = read;
  return { type: 'PullRequestCommented', tracker, ticketId, pull, comment, author, ...arrival };
}

/** Whether the repository is of a mapping, which earns a word, is for whoever takes the event. */
function foreignEventOf(read: OfPull, arrival: Arrival): LifecycleEvent | IgnoredDelivery {
  if (read.says !== 'commented' || !read.author.isInsider) return 'not_our_pull_request';
  const { pull, comment, author } = read;
  return { type: 'ForeignPullRequestCommented', pull, comment, author, ...arrival };
}

async function recordOf({ pullRequests }: Records, read: OfPull): Promise<KeptPull | undefined> {
  if (read.says === 'checked') return pullRequests.ofHead(read.head);
  for (const pull of read.says === 'commented' ? [read.pull] : read.pulls) {
    const record = await pullRequests.read(pull);
    if (record !== undefined) return record;
  }
  return undefined;
}
