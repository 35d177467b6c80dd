import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY_MS, epochSeconds, plus } from '../../domain/time.ts';
import type { AuditEntry, AuditLog } from '../../ports/admin-store.ts';
import { instant, type ShapeOf } from './item-shape.ts';
import { auditPartition } from './keys.ts';
import { stateTable } from './state-table.ts';

const KEPT_MS = 400 * DAY_MS;

const AuditItem = z.object({
  entryId: z.string(),
  at: instant,
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.string().optional(),
} satisfies ShapeOf<AuditEntry>);

export function auditLog(client: DynamoDBDocumentClient, tableName: string): AuditLog {
  const table = stateTable(client, tableName);
  return {
    async add(entry) {
      const key = { pk: auditPartition(entry.at.slice(0, 10)), sk: entry.entryId };
      await table.put({ ...key, ...entry, expiresAt: epochSeconds(plus(entry.at, KEPT_MS)) });
    },
    async ofDay(day) {
      return z.array(AuditItem).parse(await table.query({ partition: auditPartition(day), isNewestFirst: true }));
    },
  };
}
