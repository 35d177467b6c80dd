import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ACCESS_KINDS, type Access, ROLES } from '../../contract/admin-access.ts';
import { epochSeconds } from '../../domain/time.ts';
import type { SessionStore } from '../../ports/admin-store.ts';
import { accessOfKind, SESSION_PREFIX, sessionKey } from './access-keys.ts';
import { instant } from './item-shape.ts';
import { type Item, stateTable } from './state-table.ts';

/** Versions before there were roles kept sessions of the access code alone, and only their end. */
const SessionItem = z.object({
  pk: z.string(),
  validUntil: instant,
  kind: z.enum(ACCESS_KINDS).default('session'),
  name: z.string().default('admin'),
  role: z.enum(ROLES).default('admin'),
  createdAt: instant.optional(),
});

export function sessionStore(client: DynamoDBDocumentClient, tableName: string): SessionStore {
  const table = stateTable(client, tableName);
  return {
    async create({ accessId, expiresAt, ...access }) {
      const ends = { validUntil: expiresAt, expiresAt: epochSeconds(expiresAt) };
      const listed = { gsi1pk: accessOfKind(access.kind), gsi1sk: access.createdAt };
      await table.put({ ...sessionKey(accessId), ...access, ...ends, ...listed });
    },
    async read(accessId, now) {
      const item = await table.get(sessionKey(accessId));
      const access = item && accessOf(item);
      return access !== undefined && access.expiresAt > now ? access : undefined;
    },
    async list(kind, now, limit) {
      const query = { index: 'gsi1', partition: accessOfKind(kind), isNewestFirst: true, limit } as const;
      const found = await table.parsed(query, accessOf);
      return found.filter(({ expiresAt }) => expiresAt > now);
    },
    async remove(accessId) {
      await table.remove(sessionKey(accessId));
    },
  };
}

function accessOf(item: Item): Access {
  const { pk, validUntil, createdAt = validUntil, ...access } = SessionItem.parse(item);
  return { ...access, accessId: pk.slice(SESSION_PREFIX.length), createdAt, expiresAt: validUntil };
}
