import type { Bucket } from '../../shared/domain/bucket.ts';
import { LEASE_MS } from '../../shared/domain/run.ts';
import { elapsedMs } from '../../shared/domain/time.ts';
import type { BucketStore } from '../../shared/ports/admission-store.ts';
import { copyOf } from './copy-of.ts';

/** Buckets in memory; each call is one atomic step. */
export function fakeBucketStore(): BucketStore {
  const buckets = new Map<string, Bucket>();
  return {
    async claimSlot({ bucketId, ticketId, runId, phase, at, claimId }) {
      const bucket = buckets.get(bucketId);
      if (bucket === undefined) return 'full';
      const held = bucket.slots[ticketId];
      const isOwn = held?.runId === runId && (held.claimId === claimId || elapsedMs(held.since, at) >= LEASE_MS);
      const isFree = held === undefined && Object.keys(bucket.slots).length < bucket.limit;
      if (!isOwn && !isFree) return 'full';
      bucket.slots[ticketId] = { runId, phase, since: at, claimId };
      return 'claimed';
    },
    async releaseSlot({ bucketId, ticketId, runId }) {
      const bucket = buckets.get(bucketId);
      if (bucket?.slots[ticketId]?.runId !== runId) return 'kept';
      delete bucket.slots[ticketId];
      return 'released';
    },
    async saveLimit({ bucketId, tracker, limit }) {
      buckets.set(bucketId, { bucketId, tracker, limit, slots: buckets.get(bucketId)?.slots ?? {} });
    },
    async read(bucketId) {
      return copyOf(buckets.get(bucketId));
    },
    async all() {
      return copyOf([...buckets.values()]).sort((a, b) => (a.bucketId < b.bucketId ? -1 : 1));
    },
  };
}
