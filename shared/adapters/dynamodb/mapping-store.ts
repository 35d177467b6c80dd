import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { MappingStore } from '../../ports/mapping-store.ts';
import { MAPPINGS, mappingKey } from './keys.ts';
import { MappingItem } from './mapping-item.ts';
import { stateTable } from './state-table.ts';

export function mappingStore(client: DynamoDBDocumentClient, tableName: string): MappingStore {
  const table = stateTable(client, tableName);
  return {
    async all() {
      return z.array(MappingItem).parse(await table.query({ index: 'gsi1', partition: MAPPINGS }));
    },
    async read(mappingId) {
      return MappingItem.optional().parse(await table.get(mappingKey(mappingId)));
    },
    async save(mapping) {
      const saved = { ...mapping, version: mapping.version + 1 };
      const write = await table.put(
        { ...mappingKey(mapping.mappingId), ...saved, gsi1pk: MAPPINGS, gsi1sk: mapping.name },
        mapping.version === 0
          ? { condition: 'attribute_not_exists(pk)' }
          : { condition: 'version = :version', values: { ':version': mapping.version } },
      );
      return write.isWritten ? { outcome: 'saved', mapping: saved } : { outcome: 'stale' };
    },
    async suspend(mappingId, suspended) {
      await table.update(
        mappingKey(mappingId),
        'SET suspended = :suspended, updatedAt = :at, version = version + :one',
        {
          condition: 'attribute_exists(pk) AND attribute_not_exists(suspended) AND updatedAt < :at',
          values: { ':suspended': suspended, ':at': suspended.at, ':one': 1 },
        },
      );
    },
    async remove(mapping) {
      const write = await table.remove(mappingKey(mapping.mappingId), {
        condition: 'attribute_not_exists(pk) OR version = :version',
        values: { ':version': mapping.version },
      });
      return write.isWritten ? 'removed' : 'stale';
    },
  };
}
