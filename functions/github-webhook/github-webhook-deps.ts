import type { Clock } from '../../shared/ports/clock.ts';
import type { PullRequestStore } from '../../shared/ports/pull-request-store.ts';
import type { LifecycleQueue } from '../../shared/ports/work-queue.ts';

export interface GithubWebhookDeps {
  pullRequests: Pick<PullRequestStore, 'read' | 'ofHead'>;
  lifecycle: LifecycleQueue;
  clock: Clock;
}
