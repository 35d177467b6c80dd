import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ROLES } from '../../contract/admin-access.ts';
import { epochSeconds } from '../../domain/time.ts';
import type { SessionStore } from '../../ports/admin-store.ts';
import { instant } from './item-shape.ts';
import { sessionKey } from './keys.ts';
import { stateTable } from './state-table.ts';

/** Versions before there were roles kept sessions of the access code alone, and only their end. */
const SessionItem = z.object({
  validUntil: instant,
  name: z.string().default('admin'),
  role: z.enum(ROLES).default('admin'),
});

export function sessionStore(client: DynamoDBDocumentClient, tableName: string): SessionStore {
  const table = stateTable(client, tableName);
  return {
    async create({ accessId, expiresAt, ...access }) {
      const ends = { validUntil: expiresAt, expiresAt: epochSeconds(expiresAt) };
      await table.put({ ...sessionKey(accessId), ...access, ...ends });
    },
    async read(accessId, now) {
      const item = SessionItem.optional().parse(await table.get(sessionKey(accessId)));
      if (item === undefined || item.validUntil <= now) return undefined;
      const { validUntil, ...access } = item;
      return { ...access, accessId, expiresAt: validUntil };
    },
    async remove(accessId) {
      await table.remove(sessionKey(accessId));
    },
  };
}
