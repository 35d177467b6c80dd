import type { Phase } from './run.ts';
import type { TrackerName } from './ticket.ts';
import type { Instant } from './time.ts';

export interface Slot {
  runId: string;
  phase: Phase;
  since: Instant;
  /** The delivery that claimed it: a repeat by the same one is the same claim. */
  claimId: string;
}

/** What a capacity limit counts; `slots` by ticket id. */
export interface Bucket {
  bucketId: string;
  tracker: TrackerName;
  limit: number;
  slots: Record<string, Slot>;
}

export function freeSlots(bucket: Pick<Bucket, 'limit' | 'slots'>): number {
  return Math.max(0, bucket.limit - Object.keys(bucket.slots).length);
}
