import type { Clock } from '../../shared/ports/clock.ts';
import type { LifecycleQueue } from '../../shared/ports/work-queue.ts';
import type { KnownPulls } from './keeping-pulls.ts';

export interface GithubWebhookDeps {
  pullRequests: KnownPulls;
  lifecycle: LifecycleQueue;
  clock: Clock;
}
