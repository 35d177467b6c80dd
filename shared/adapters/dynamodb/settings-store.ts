import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { PollState, SettingsStore } from '../../ports/settings-store.ts';
import { instant, type ShapeOf, trackerName } from './item-shape.ts';
import { leaseKey, pollStateKey } from './keys.ts';
import { stateTable } from './state-table.ts';

const PollStateItem = z.object({
  tracker: trackerName,
  failuresInARow: z.int(),
  notBefore: instant.optional(),
  lastError: z.string().optional(),
  lastSucceededAt: instant.optional(),
  lookedAt: instant.optional(),
} satisfies ShapeOf<PollState>);

export function settingsStore(client: DynamoDBDocumentClient, tableName: string): SettingsStore {
  const table = stateTable(client, tableName);
  return {
    async takeLease(name, { now, until }) {
      const write = await table.update(leaseKey(name), 'SET heldUntil = :until', {
        condition: 'attribute_not_exists(heldUntil) OR heldUntil <= :now',
        values: { ':now': now, ':until': until },
      });
      return write.isWritten ? 'taken' : 'held';
    },
    async releaseLease(name) {
      await table.remove(leaseKey(name));
    },
    async readPollState(tracker) {
      return PollStateItem.optional().parse(await table.get(pollStateKey(tracker)));
    },
    async writePollState(state) {
      await table.put({ ...pollStateKey(state.tracker), ...state });
    },
  };
}
