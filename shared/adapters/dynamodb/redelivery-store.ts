import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { RedeliveryStore } from '../../ports/webhook-deliveries.ts';
import { ASKED_DELIVERIES } from './keys.ts';
import { stateTable } from './state-table.ts';

const Asked = z.object({ asked: z.record(z.string(), z.string()) });

export function redeliveryStore(client: DynamoDBDocumentClient, tableName: string): RedeliveryStore {
  const table = stateTable(client, tableName);
  return {
    async read() {
      return Asked.optional().parse(await table.get(ASKED_DELIVERIES))?.asked ?? {};
    },
    async write(asked) {
      await table.put({ ...ASKED_DELIVERIES, asked });
    },
  };
}
