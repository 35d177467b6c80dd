import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY_MS, epochSeconds, plus } from '../../domain/time.ts';
import type { FailureNote, FailureNotes } from '../../ports/failure-notes.ts';
import { instant, type ShapeOf } from './item-shape.ts';
import { failureKey } from './keys.ts';
import { stateTable } from './state-table.ts';

/** Messages are kept for 14 days. */
const KEPT_MS = 15 * DAY_MS;

const FailureItem = z.object({ reason: z.string(), at: instant } satisfies ShapeOf<FailureNote>);

export function failureNotes(client: DynamoDBDocumentClient, tableName: string): FailureNotes {
  const table = stateTable(client, tableName);
  const keyOf = (body: string) => failureKey(createHash('sha256').update(body).digest('hex'));
  return {
    async note(body, { reason, at }) {
      await table.put({ ...keyOf(body), reason, at, expiresAt: epochSeconds(plus(at, KEPT_MS)) });
    },
    async read(body) {
      return FailureItem.optional().parse(await table.get(keyOf(body)));
    },
  };
}
