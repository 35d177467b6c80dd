import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TicketRecord } from '../../domain/ticket-record.ts';
import type { TicketStore } from '../../ports/ticket-store.ts';
import { type Key, TICKETS_UNSHOWN, ticketKey, ticketsWithStatus } from './keys.ts';
import { pack } from './packed.ts';
import { type Item, stateTable } from './state-table.ts';
import { TicketItem } from './ticket-item.ts';

/** The most keys that one BatchGetItem takes. */
const BATCH = 100;
const MAX_ROUNDS = 10;

export function ticketStore(client: DynamoDBDocumentClient, tableName: string): TicketStore {
  const table = stateTable(client, tableName);
  const parse = (item: Item) => TicketItem.parse(item);
  return {
    async read(ref) {
      return TicketItem.optional().parse(await table.get(ticketKey(ref)));
    },
    async readMany(refs) {
      const keys = [...new Map(refs.map((ref) => [ticketKey(ref).pk, ticketKey(ref)])).values()];
      return (await getMany(client, tableName, keys)).map(parse);
    },
    async write(record) {
      const written = { ...record, version: record.version + 1 };
      const index = {
        ...{ gsi1pk: ticketsWithStatus(record.status), gsi1sk: record.updatedAt },
        ...(record.unshown && { gsi2pk: TICKETS_UNSHOWN, gsi2sk: record.updatedAt }),
      };
      const write = await table.put(
        { ...ticketKey(record), ...written, ...packedParts(record), ...index },
        record.version === 0
          ? { condition: 'attribute_not_exists(pk)' }
          : { condition: 'version = :version', values: { ':version': record.version } },
      );
      return write.isWritten ? { outcome: 'written', record: written } : { outcome: 'stale' };
    },
    async remove(record) {
      const write = await table.remove(ticketKey(record), {
        condition: 'attribute_not_exists(pk) OR version = :version',
        values: { ':version': record.version },
      });
      return write.isWritten ? 'removed' : 'stale';
    },
    async withStatus(...statuses) {
      const queries = statuses.map((status) =>
        table.parsed({ index: 'gsi1', partition: ticketsWithStatus(status) }, parse),
      );
      const found = (await Promise.all(queries)).flat();
      return found.sort((a, b) => a.updatedAt.localeCompare(b.updatedAt));
    },
    async changedBy(status, page) {
      return (await (await import('./ticket-pages.ts')).ticketsPage(table, ticketsWithStatus(status), page)).map(parse);
    },
    async unshown() {
      return table.parsed({ index: 'gsi2', partition: TICKETS_UNSHOWN }, parse);
    },
  };
}

function packedParts({ comments, plan }: TicketRecord) {
  return { comments: pack(comments), ...(plan && { plan: pack(plan) }) };
}

/** Batches of 100 keys; what a throttled table left out (`UnprocessedKeys`) is asked for again. */
async function getMany(client: DynamoDBDocumentClient, tableName: string, keys: readonly Key[]): Promise<Item[]> {
  const found: Item[] = [];
  let left: Item[] = [...keys].map((key) => ({ ...key }));
  const mostRounds = Math.ceil(keys.length / BATCH) + MAX_ROUNDS;
  for (let round = 0; left.length > 0; round += 1) {
    if (round === mostRounds) throw new Error(`the table left ${left.length} of ${keys.length} reads unanswered`);
    const request = { Keys: left.slice(0, BATCH), ConsistentRead: true };
    const answer = await client.send(new BatchGetCommand({ RequestItems: { [tableName]: request } }));
    found.push(...(answer.Responses?.[tableName] ?? []));
    left = [...left.slice(BATCH), ...(answer.UnprocessedKeys?.[tableName]?.Keys ?? [])];
  }
  return found;
}
