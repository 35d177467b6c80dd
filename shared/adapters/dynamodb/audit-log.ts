import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type AuditEntry, type LinkedEntry, linkedTo, type NotedEntry } from '../../domain/audit-chain.ts';
import { DAY_MS, epochSeconds, plus } from '../../domain/time.ts';
import type { AuditLog } from '../../ports/admin-store.ts';
import { instant, type ShapeOf } from './item-shape.ts';
import { AUDIT_HEAD, auditPartition } from './keys.ts';
import { type StateTable, stateTable } from './state-table.ts';

const KEPT_MS = 400 * DAY_MS;
/** So many others may be noted between reading the newest entry and writing the next. */
const TRIES = 50;

const Noted = z.object({
  entryId: z.string(),
  at: instant,
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.string().optional(),
  seq: z.int().optional(),
  prev: z.string().optional(),
  hash: z.string().optional(),
} satisfies ShapeOf<NotedEntry>);
const Linked = Noted.required({ seq: true, prev: true, hash: true });

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * Entries by their id, each once however often it is added, and in a second item the newest of the day, whole: only who finds that one as it was
 * read writes the next, so that the day has one chain whoever writes at the same time. The entry's own item follows; where that was cut
 * off, the next entry makes up for it.
 */
export function auditLog(client: DynamoDBDocumentClient, tableName: string): AuditLog {
  const table = stateTable(client, tableName);
  return {
    async add(entry) {
      const day = entry.at.slice(0, 10);
      for (let tries = 0; tries < TRIES; tries += 1) if (await hasAdded(table, day, entry)) return;
      throw new Error(`the audit log of ${day} is written by too many at once`);
    },
    async ofDay(day) {
      const items = await table.query({ partition: auditPartition(day), isNewestFirst: true });
      return z.array(Noted).parse(items.filter(({ sk }) => sk !== AUDIT_HEAD));
    },
    async headOf(day) {
      const key = { sort: 'sk = :head', values: { ':head': AUDIT_HEAD } };
      const [head] = await table.query({ partition: auditPartition(day), ...key });
      return head && Linked.parse(head);
    },
  };
}

/** False where another entry came between. */
async function hasAdded(table: StateTable, day: string, entry: AuditEntry): Promise<boolean> {
  const pk = auditPartition(day);
  const found = await table.get({ pk, sk: AUDIT_HEAD });
  const head = found && Linked.parse(found);
  if (head !== undefined) await putOnce(table, head);
  if ((await table.get({ pk, sk: entry.entryId })) !== undefined) return true;
  const linked = linkedTo(head, entry, hashOf);
  const asRead =
    head === undefined
      ? { condition: 'attribute_not_exists(pk)' }
      : { condition: '#hash = :hash', names: { '#hash': 'hash' }, values: { ':hash': head.hash } };
  const written = await table.put({ pk, sk: AUDIT_HEAD, ...itemOf(linked) }, asRead);
  if (written.isWritten) await putOnce(table, linked);
  return written.isWritten;
}

async function putOnce(table: StateTable, entry: LinkedEntry): Promise<void> {
  const key = { pk: auditPartition(entry.at.slice(0, 10)), sk: entry.entryId };
  await table.put({ ...key, ...itemOf(entry) }, { condition: 'attribute_not_exists(pk)' });
}

function itemOf(entry: LinkedEntry) {
  return { ...entry, expiresAt: epochSeconds(plus(entry.at, KEPT_MS)) };
}
