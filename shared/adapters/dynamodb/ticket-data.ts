import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { isTerminal, RUN_STATUSES } from '../../domain/run.ts';
import type { TicketRef, TrackerName } from '../../domain/ticket.ts';
import { TICKET_STATUSES } from '../../domain/ticket-record.ts';
import {
  dispatchRecordKey,
  type Key,
  keptAsKey,
  pullRequestsOf,
  spendingKey,
  TIMERS,
  ticketKey,
  ticketPartition,
  ticketsWithStatus,
} from './keys.ts';

/** Of any item, as far as it is told here what belongs to whom. */
const Item = z.object({
  pk: z.string(),
  sk: z.string(),
  ticketId: z.string().optional(),
  runId: z.string().optional(),
  key: z.string().optional(),
  status: z.string().optional(),
  repositoryId: z.string().optional(),
  number: z.number().optional(),
});
type Item = z.infer<typeof Item>;

/** All items about one ticket. */
export interface TicketData {
  keys: Key[];
  /** Runs that are not over: while there is one nothing should be deleted. */
  liveRunIds: string[];
}

const RunStatus = z.enum(RUN_STATUSES);

/** The table as a command of an operator reads and prunes it, with the operator's own permissions; no function does. */
export function ticketDataIn(client: DynamoDBDocumentClient, tableName: string) {
  const query = async (pk: string, index?: 'gsi1' | 'gsi2'): Promise<Item[]> => {
    const items: Item[] = [];
    const pages = paginateQuery(
      { client },
      {
        TableName: tableName,
        ...(index && { IndexName: index }),
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': index === undefined ? 'pk' : `${index}pk` },
        ExpressionAttributeValues: { ':pk': pk },
      },
    );
    for await (const page of pages) items.push(...z.array(Item).parse(page.Items ?? []));
    return items;
  };
  const present = async (key: Key): Promise<Key[]> =>
    (await client.send(new GetCommand({ TableName: tableName, Key: key }))).Item === undefined ? [] : [key];

  return {
    /** The tracker's id of a ticket that is known by this key, or has it as its id; undefined: we know none. */
    async find(tracker: TrackerName, keyOrId: string): Promise<string | undefined> {
      for (const status of TICKET_STATUSES) {
        const items = await query(ticketsWithStatus(status), 'gsi1');
        const found = items.find(
          ({ pk, key, ticketId }) => pk.startsWith(`TICKET#${tracker}#`) && (key === keyOrId || ticketId === keyOrId),
        );
        if (found !== undefined) return found.pk.slice(`TICKET#${tracker}#`.length);
      }
      return undefined;
    },

    /** Everything about a ticket: its record, runs with all that belongs to them, pull requests, spending, timers. */
    async collect(ref: TicketRef): Promise<TicketData> {
      const runs = await query(ticketPartition(ref), 'gsi2');
      const pulls = await query(pullRequestsOf(ref), 'gsi2');
      const partitions = [...new Set([...runs, ...pulls].map(({ pk }) => pk))];
      const within = (await Promise.all(partitions.map((pk) => query(pk)))).flat();
      const runIds = new Set(runs.map(({ runId }) => runId));
      const timers = (await query(TIMERS)).filter(
        ({ ticketId, runId }) => ticketId === ref.ticketId || (runId !== undefined && runIds.has(runId)),
      );
      const others = [dispatchRecordKey(ref), spendingKey({ of: 'ticket', ...ref }), ...pulls.flatMap(keptAs)];
      const keys = [...within, ...timers].map(({ pk, sk }) => ({ pk, sk }));
      const parts = keys.filter((key) => !isHead(key));
      // By these the rest is found: they go last, so that what was cut off is found again.
      const heads = [...keys.filter(isHead), ...(await present(ticketKey(ref)))];
      return {
        keys: [...parts, ...(await Promise.all(others.map(present))).flat(), ...heads],
        liveRunIds: runs.filter(isLive).map(({ runId }) => runId ?? ''),
      };
    },

    async remove(keys: readonly Key[]): Promise<void> {
      for (const Key of keys) await client.send(new DeleteCommand({ TableName: tableName, Key }));
    },
  };
}

/** The record of a run, or of a pull request. */
function isHead({ sk }: Key): boolean {
  return sk === 'RUN' || sk === 'PR';
}

function keptAs({ repositoryId, number }: Item): Key[] {
  return repositoryId === undefined || number === undefined ? [] : [keptAsKey({ repositoryId, number })];
}

function isLive({ status }: Item): boolean {
  const known = RunStatus.safeParse(status);
  return !known.success || !isTerminal(known.data);
}
