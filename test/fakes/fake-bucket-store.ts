import type { Bucket } from '../../shared/domain/bucket.ts';
import type { BucketStore } from '../../shared/ports/admission-store.ts';

/** Buckets in memory; each call is one atomic step. */
export function fakeBucketStore(): BucketStore {
  const buckets = new Map<string, Bucket>();
  return {
    async claimSlot({ bucketId, ticketId, runId, phase, at }) {
      const bucket = buckets.get(bucketId);
      if (bucket === undefined) return 'full';
      const held = bucket.slots[ticketId];
      if (held?.runId === runId) return 'claimed';
      if (held !== undefined || Object.keys(bucket.slots).length >= bucket.limit) return 'full';
      bucket.slots[ticketId] = { runId, phase, since: at };
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
      return structuredClone(buckets.get(bucketId));
    },
    async all() {
      return structuredClone([...buckets.values()]).sort((a, b) => (a.bucketId < b.bucketId ? -1 : 1));
    },
  };
}
