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
 * read writes the next, so that the day has one chain whoever writes at the same time. The entry's own item gets its place then; where that was
 * cut off, the next entry makes up for it. What stands there is learned from writes that were refused: who adds needs no right to read.
 */
export function auditLog(client: DynamoDBDocumentClient, tableName: string): AuditLog {
  const table = stateTable(client, tableName);
  return {
    async add(entry) {
      let newest: LinkedEntry | undefined;
      for (let tries = 0; tries < TRIES; tries += 1) {
        const linked = linkedTo(newest, entry, hashOf);
        newest = await otherNewest(table, linked);
        if (newest === undefined || newest.entryId === entry.entryId) return placed(table, newest ?? linked);
        await placed(table, newest);
        if (await isPlaced(table, entry)) return;
      }
      throw new Error(`the audit log of ${dayOf(entry)} is written by too many at once`);
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

/** Makes an entry the newest of its day; where another than the one before it is, answers that. */
async function otherNewest(table: StateTable, linked: LinkedEntry): Promise<LinkedEntry | undefined> {
  const asRead =
    linked.seq === 1
      ? { condition: 'attribute_not_exists(pk)' }
      : { condition: '#hash = :prev', names: { '#hash': 'hash' }, values: { ':prev': linked.prev } };
  const written = await table.put({ pk: auditPartition(dayOf(linked)), sk: AUDIT_HEAD, ...itemOf(linked) }, asRead);
  return written.isWritten ? undefined : Linked.parse(written.standing);
}

/** The entry in an item of its own, with its place, unless it has one. */
async function placed(table: StateTable, linked: LinkedEntry): Promise<void> {
  const isWithoutPlace = { condition: 'attribute_not_exists(#hash)', names: { '#hash': 'hash' } };
  await table.put({ ...keyOf(linked), ...itemOf(linked) }, isWithoutPlace);
}

/** Whether an entry that is not the newest has its place; one that was not noted at all stands without one from here on. */
async function isPlaced(table: StateTable, entry: AuditEntry): Promise<boolean> {
  const written = await table.put({ ...keyOf(entry), ...itemOf(entry) }, { condition: 'attribute_not_exists(pk)' });
  return !written.isWritten && Noted.parse(written.standing).hash !== undefined;
}

function keyOf(entry: AuditEntry) {
  return { pk: auditPartition(dayOf(entry)), sk: entry.entryId };
}

function dayOf({ at }: AuditEntry): string {
  return at.slice(0, 10);
}

function itemOf(entry: NotedEntry) {
  return { ...entry, expiresAt: epochSeconds(plus(entry.at, KEPT_MS)) };
}
