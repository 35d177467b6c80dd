import { DeleteCommand, type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { LocalClock } from '../../simulators/clock.ts';

export interface ExpiringTable {
  name: string;
  keyNames: readonly string[];
  /** The attribute with the moment of expiry, in epoch seconds. */
  expiryName: string;
}

/** DynamoDB removes what expired within days; an hour shows the same, and soon enough for a laptop. */
const SWEEP_EVERY_MS = 3_600_000;

/** Deletes expired items once an hour of the laptop's clock, since the embedded DynamoDB has no expiry of its own. */
export function startExpiry(
  tables: readonly ExpiringTable[],
  client: DynamoDBDocumentClient,
  clock: LocalClock,
  onError: (error: unknown) => void,
): () => void {
  let cancel = () => {};
  const arm = () => {
    cancel = clock.at(clock.now() + SWEEP_EVERY_MS, () => {
      Promise.all(tables.map((table) => sweep(table, client, clock))).catch(onError);
      arm();
    });
  };
  if (tables.length > 0) arm();
  return () => cancel();
}

/** Deletes the items of one table whose moment has passed. */
export async function sweep(
  { name, keyNames, expiryName }: ExpiringTable,
  client: DynamoDBDocumentClient,
  clock: Pick<LocalClock, 'now'>,
): Promise<void> {
  const expired = {
    ExpressionAttributeNames: { '#expiry': expiryName },
    ExpressionAttributeValues: { ':now': Math.floor(clock.now() / 1000) },
  };
  const filter = '#expiry <= :now';
  const pages = paginateScan({ client }, { TableName: name, FilterExpression: filter, ...expired });
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const key = Object.fromEntries(keyNames.map((keyName) => [keyName, item[keyName]]));
      // The item may have been renewed since it was read.
      const refused = (error: Error) => {
        if (error.name !== 'ConditionalCheckFailedException') throw error;
      };
      const command = new DeleteCommand({ TableName: name, Key: key, ConditionExpression: filter, ...expired });
      await client.send(command).catch(refused);
    }
  }
}
