import type { Instant } from '../domain/time.ts';

/** A delivery of our App's webhook that was not taken. */
export interface FailedDelivery {
  /** Of this try alone, as digits; may exceed 2^53. */
  deliveryId: string;
  /** Of what happened: the same in every try. */
  guid: string;
  deliveredAt: Instant;
  /** What it was answered; 0 where nobody answered. */
  statusCode: number;
}

/**
 * What GitHub keeps of our webhook's deliveries, for three days. Throws `AppError` `github_refused` where GitHub will not say, and
 * `ServiceUnavailable` when it cannot answer.
 */
export interface WebhookDeliveries {
  /** Tries that failed, newest first, `limit` at most; one that was made good by a later try is among them. */
  failed(limit: number): Promise<FailedDelivery[]>;
  /** Asks GitHub to try once more; false where it does not have the delivery any more. */
  redeliver(deliveryId: string): Promise<boolean>;
}

/** What was asked for again, so that it is asked for once. */
export interface RedeliveryStore {
  /** By the guid of a delivery: the newest try that was asked for again. */
  read(): Promise<Record<string, string>>;
  write(asked: Readonly<Record<string, string>>): Promise<void>;
}
