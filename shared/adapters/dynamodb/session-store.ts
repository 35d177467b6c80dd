import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { epochSeconds } from '../../domain/time.ts';
import type { SessionStore } from '../../ports/admin-store.ts';
import { instant } from './item-shape.ts';
import { sessionKey } from './keys.ts';
import { stateTable } from './state-table.ts';

const SessionItem = z.object({ validUntil: instant });

export function sessionStore(client: DynamoDBDocumentClient, tableName: string): SessionStore {
  const table = stateTable(client, tableName);
  return {
    async create({ hash, expiresAt }) {
      await table.put({ ...sessionKey(hash), validUntil: expiresAt, expiresAt: epochSeconds(expiresAt) });
    },
    async isValid(hash, now) {
      const session = SessionItem.optional().parse(await table.get(sessionKey(hash)));
      return session !== undefined && session.validUntil > now;
    },
    async remove(hash) {
      await table.remove(sessionKey(hash));
    },
  };
}
