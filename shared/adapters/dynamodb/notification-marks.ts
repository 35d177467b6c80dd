import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DAY_MS, epochSeconds, plus } from '../../domain/time.ts';
import type { NotificationMarks } from '../../ports/notifier.ts';
import { notifiedKey } from './keys.ts';
import { stateTable } from './state-table.ts';

/** Longer than anything can happen again: reports and steps of runs are kept as long. */
const KEPT_MS = 90 * DAY_MS;

export function notificationMarks(client: DynamoDBDocumentClient, tableName: string): NotificationMarks {
  const table = stateTable(client, tableName);
  return {
    async mark(notificationId, at) {
      const item = { ...notifiedKey(notificationId), at, expiresAt: epochSeconds(plus(at, KEPT_MS)) };
      const write = await table.put(item, { condition: 'attribute_not_exists(pk)' });
      return write.isWritten ? 'marked' : 'marked_already';
    },
  };
}
