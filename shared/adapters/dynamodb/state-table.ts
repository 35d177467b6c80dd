import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Key } from './keys.ts';

/** An item as it comes from the table; every store parses it. */
export type Item = Record<string, unknown>;

/** What stands around a condition: it is refused when it does not hold for the item as it is. */
interface Condition {
  condition?: string;
  names?: Record<string, string>;
  values?: Record<string, unknown>;
}

/**
 * `item`: as it is after an update. `standing`: the item that the condition refused, undefined when there is none; it
 * comes with the refusal, so that who may write needs no right to read for it.
 */
type Write = { isWritten: true; item: Item | undefined } | { isWritten: false; standing: Item | undefined };

/** The table in the few ways in which the stores use it: by key and consistently, or a whole partition. */
export interface StateTable {
  get(key: Key): Promise<Item | undefined>;
  put(item: Key & Item, when?: Condition): Promise<Write>;
  update(key: Key, update: string, when: Condition): Promise<Write>;
  remove(key: Key, when?: Condition): Promise<Write>;
  /** All items of one partition of the table or of an index. */
  query(query: PartitionQuery): Promise<Item[]>;
  /** The same, parsed page by page: of thousands no more than a page is held as it came. */
  parsed<Parsed>(query: PartitionQuery, parse: (item: Item) => Parsed): Promise<Parsed[]>;
}

interface PartitionQuery extends Condition {
  /** Index reads lag behind. */
  index?: 'gsi1' | 'gsi2';
  partition: string;
  /** Narrows by sort key, `sk` or the index's own. */
  sort?: string;
  isNewestFirst?: boolean;
  limit?: number | undefined;
}

export function stateTable(client: DynamoDBDocumentClient, tableName: string): StateTable {
  const get = async (key: Key) => {
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
    return Item;
  };
  const conditionally = async (write: Promise<{ Attributes?: Item | undefined }>): Promise<Write> => {
    try {
      const { Attributes } = await write;
      return { isWritten: true, item: Attributes };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const { Item } = error;
      return { isWritten: false, standing: Item && unmarshall(Item) };
    }
  };
  return {
    get,
    put: ({ pk, sk, ...item }, when = {}) =>
      conditionally(
        client.send(new PutCommand({ TableName: tableName, Item: { pk, sk, ...item }, ...expressions(when) })),
      ),
    update(key, update, when) {
      const input = { TableName: tableName, Key: key, UpdateExpression: update, ...expressions(when) };
      return conditionally(client.send(new UpdateCommand({ ...input, ReturnValues: 'ALL_NEW' })));
    },
    remove: (key, when = {}) =>
      conditionally(client.send(new DeleteCommand({ TableName: tableName, Key: key, ...expressions(when) }))),
    query: (query) => queryAll(client, queryInput(tableName, query), { limit: query.limit, parse: (item) => item }),
    parsed: (query, parse) => queryAll(client, queryInput(tableName, query), { limit: query.limit, parse }),
  };
}

function expressions({ condition, names, values }: Condition) {
  return {
    ...(condition && { ConditionExpression: condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }),
    ...(names && { ExpressionAttributeNames: names }),
    ...(values && { ExpressionAttributeValues: values }),
  };
}

function queryInput(tableName: string, query: PartitionQuery): QueryCommandInput {
  const { index, partition, sort, isNewestFirst, limit } = query;
  const partitionKey = index === undefined ? 'pk' : `${index}pk`;
  return {
    TableName: tableName,
    ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
    KeyConditionExpression: `${partitionKey} = :partition${sort === undefined ? '' : ` AND ${sort}`}`,
    ExpressionAttributeValues: { ':partition': partition, ...query.values },
    ScanIndexForward: isNewestFirst !== true,
    ...(limit !== undefined && { Limit: limit }),
  };
}

/** Page after page (1 MB each), until `limit` items or the end of the partition. */
async function queryAll<Parsed>(
  client: DynamoDBDocumentClient,
  input: QueryCommandInput,
  { limit = Number.POSITIVE_INFINITY, parse }: { limit: number | undefined; parse: (item: Item) => Parsed },
): Promise<Parsed[]> {
  const found: Parsed[] = [];
  let next: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await client.send(new QueryCommand({ ...input, ExclusiveStartKey: next }));
    for (const item of page.Items ?? []) found.push(parse(item));
    next = page.LastEvaluatedKey;
  } while (next !== undefined && found.length < limit);
  return found.slice(0, limit);
}
