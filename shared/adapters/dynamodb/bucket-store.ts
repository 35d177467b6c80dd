import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { PhaseSchema } from '../../contract/runner.ts';
import type { Bucket } from '../../domain/bucket.ts';
import { LEASE_MS } from '../../domain/run.ts';
import { plus } from '../../domain/time.ts';
import type { BucketStore } from '../../ports/admission-store.ts';
import { instant, type ShapeOf, trackerName } from './item-shape.ts';
import { BUCKETS, bucketKey } from './keys.ts';
import { stateTable } from './state-table.ts';

const BucketItem = z.object({
  bucketId: z.string(),
  tracker: trackerName,
  limit: z.int(),
  slots: z.record(z.string(), z.object({ runId: z.string(), phase: PhaseSchema, since: instant, claimId: z.string() })),
} satisfies ShapeOf<Bucket>);

const IS_OWN = 'slots.#ticket.runId = :run AND (slots.#ticket.since <= :leaseAgo OR slots.#ticket.claimId = :claim)';

/** Capacity: all slots of a bucket are one map on one item, so that counting and claiming are one conditional write. */
export function bucketStore(client: DynamoDBDocumentClient, tableName: string): BucketStore {
  const table = stateTable(client, tableName);
  return {
    async claimSlot({ bucketId, ticketId, runId, phase, at, claimId }) {
      const write = await table.update(bucketKey(bucketId), 'SET slots.#ticket = :slot', {
        condition: `(attribute_not_exists(slots.#ticket) AND size(slots) < #limit) OR (${IS_OWN})`,
        names: { '#ticket': ticketId, '#limit': 'limit' },
        values: {
          ':slot': { runId, phase, since: at, claimId },
          ':run': runId,
          ':claim': claimId,
          ':leaseAgo': plus(at, -LEASE_MS),
        },
      });
      return write.isWritten ? 'claimed' : 'full';
    },
    async releaseSlot({ bucketId, ticketId, runId }) {
      const write = await table.update(bucketKey(bucketId), 'REMOVE slots.#ticket', {
        condition: 'slots.#ticket.runId = :run',
        names: { '#ticket': ticketId },
        values: { ':run': runId },
      });
      return write.isWritten ? 'released' : 'kept';
    },
    async saveLimit({ bucketId, tracker, limit }) {
      const fields = 'bucketId = :id, tracker = :tracker, #limit = :limit, gsi1pk = :index, gsi1sk = :id';
      await table.update(bucketKey(bucketId), `SET ${fields}, slots = if_not_exists(slots, :none)`, {
        names: { '#limit': 'limit' },
        values: { ':id': bucketId, ':tracker': tracker, ':limit': limit, ':index': BUCKETS, ':none': {} },
      });
    },
    async read(bucketId) {
      return BucketItem.optional().parse(await table.get(bucketKey(bucketId)));
    },
    async all() {
      return z.array(BucketItem).parse(await table.query({ index: 'gsi1', partition: BUCKETS }));
    },
  };
}
