import type { JsonObject } from '../json-schema.ts';

/** What a delivery tells. */
export interface Told {
  event: string;
  repository: string | null;
  payload: JsonObject & { action: string };
}

/** What became of one delivery. */
export interface DeliveryRecord {
  /** Above 2^53, as digits. */
  id: string;
  guid: string;
  event: string;
  action: string;
  /** `owner/name`; null where it is about an installation. */
  repository: string | null;
  deliveredAt: number;
  /** Asked for by somebody: a further try of what was delivered before. */
  isRedelivery?: boolean;
  /** 0 where there was no answer. */
  statusCode: number;
}

/** What is kept of deliveries with the simulator's state. */
export interface HookState {
  /** Newest last. */
  deliveries: DeliveryRecord[];
  /** How many were made so far. */
  count: number;
  /** What those tell that nobody has taken, by guid; absent in state of older versions. */
  untaken?: Record<string, Told>;
}
