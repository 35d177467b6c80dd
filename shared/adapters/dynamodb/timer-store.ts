import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Timer } from '../../contract/events.ts';
import type { TimerStore } from '../../ports/timer-store.ts';
import { TIMERS, timerKey } from './keys.ts';
import { stateTable } from './state-table.ts';

export function timerStore(client: DynamoDBDocumentClient, tableName: string): TimerStore {
  const table = stateTable(client, tableName);
  return {
    async set(timer) {
      await table.put({ ...timerKey(timer), ...timer });
    },
    async due(now, limit) {
      const items = await table.query({
        partition: TIMERS,
        // '$' comes right after the '#' that ends the time in a sort key, so timers due at this very moment are in.
        sort: 'sk < :after',
        values: { ':after': `${now}$` },
        limit,
      });
      return z.array(Timer).parse(items);
    },
    async remove(timer) {
      await table.remove(timerKey(timer));
    },
  };
}
