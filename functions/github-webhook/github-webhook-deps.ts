import type { PullRequestStore } from '../../shared/ports/pull-request-store.ts';
import type { LifecycleQueue } from '../../shared/ports/work-queue.ts';

export interface GithubWebhookDeps {
  pullRequests: Pick<PullRequestStore, 'read'>;
  lifecycle: LifecycleQueue;
}
