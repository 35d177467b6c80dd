import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Stop } from '../../domain/stop.ts';
import type { StopStore } from '../../ports/stop-store.ts';
import { instant, type ShapeOf, ticketRef } from './item-shape.ts';
import { STOP } from './keys.ts';
import { Packed, pack, unpack } from './packed.ts';
import { stateTable } from './state-table.ts';

const StoppedRuns = z.array(z.object({ ...ticketRef, runId: z.string() }));

/** Thousands of runs may be in flight, so their ids are kept in compressed form. */
const StopItem = z.object({
  stopId: z.string(),
  by: z.string(),
  at: instant,
  reason: z.string(),
  runs: Packed.transform((packed) => StoppedRuns.parse(unpack(packed))),
  version: z.int(),
} satisfies ShapeOf<Stop>);

export function stopStore(client: DynamoDBDocumentClient, tableName: string): StopStore {
  const table = stateTable(client, tableName);
  return {
    async read() {
      return StopItem.optional().parse(await table.get(STOP));
    },
    async write(stop) {
      const written = { ...stop, version: stop.version + 1 };
      const write = await table.put(
        { ...STOP, ...written, runs: pack(stop.runs) },
        stop.version === 0
          ? { condition: 'attribute_not_exists(pk)' }
          : { condition: 'version = :version', values: { ':version': stop.version } },
      );
      return write.isWritten ? { outcome: 'written', stop: written } : { outcome: 'stale' };
    },
    async remove(stop) {
      const write = await table.remove(STOP, {
        condition: 'attribute_not_exists(pk) OR version = :version',
        values: { ':version': stop.version },
      });
      return write.isWritten ? 'removed' : 'stale';
    },
  };
}
