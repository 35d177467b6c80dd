import type { FailedDelivery, WebhookDeliveries } from '../../shared/ports/webhook-deliveries.ts';

export interface FakeWebhookDeliveries extends WebhookDeliveries {
  /** Tries that failed, newest first. */
  rows: FailedDelivery[];
  /** Tries that were asked for again, in order. */
  asked: string[];
  /** Thrown by every call while it is set. */
  failure: Error | undefined;
  /** Tries that GitHub has no more. */
  gone: Set<string>;
}

/** What GitHub keeps of deliveries, in memory. */
export function fakeWebhookDeliveries(): FakeWebhookDeliveries {
  const fake: FakeWebhookDeliveries = {
    rows: [],
    asked: [],
    failure: undefined,
    gone: new Set(),
    async failed(limit) {
      if (fake.failure !== undefined) throw fake.failure;
      return fake.rows.slice(0, limit);
    },
    async redeliver(deliveryId) {
      if (fake.failure !== undefined) throw fake.failure;
      fake.asked.push(deliveryId);
      return !fake.gone.has(deliveryId);
    },
  };
  return fake;
}
