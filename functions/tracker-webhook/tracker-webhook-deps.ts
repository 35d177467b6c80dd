import type { Clock, Ids } from '../../shared/ports/clock.ts';
import type { TrackerDeliveries } from '../../shared/ports/tracker-deliveries.ts';
import type { LifecycleQueue } from '../../shared/ports/work-queue.ts';

export interface TrackerWebhookDeps {
  deliveries: Pick<TrackerDeliveries, 'name' | 'deliveryId' | 'read'>;
  lifecycle: LifecycleQueue;
  clock: Clock;
  ids: Pick<Ids, 'hashOf'>;
}
