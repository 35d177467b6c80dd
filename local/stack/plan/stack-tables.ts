import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { HashKeys } from '../aws/accesses.ts';
import type { ExpiringTable } from '../expiry.ts';
import type { ResolvedStack } from '../template/resolved-stack.ts';
import { TableProperties } from '../template/resource-schemas.ts';

export interface StackTable {
  shortName: string;
  name: string;
  properties: TableProperties;
}

export function readTables(stack: ResolvedStack): StackTable[] {
  const types = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];
  return types
    .flatMap((type) => stack.all(type, TableProperties))
    .map(({ shortName, identity, properties }) => ({ shortName, name: identity.ref, properties }));
}

/** The hash keys of all tables and indexes, by which conditions on leading keys are judged. */
export function hashKeysOf(tables: readonly StackTable[]): HashKeys {
  const hashKey = (schema: TableProperties['KeySchema']) =>
    schema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
  return new Map(
    tables.map(({ name, properties }) => {
      const indexes = (properties.GlobalSecondaryIndexes ?? []).map((index) => [
        index.IndexName,
        hashKey(index.KeySchema),
      ]);
      return [name, { '': hashKey(properties.KeySchema), ...Object.fromEntries(indexes) }];
    }),
  );
}

/** The tables whose items expire. */
export function expiringTables(tables: readonly StackTable[]): ExpiringTable[] {
  return tables.flatMap(({ name, properties }) => {
    const expiryName = properties.TimeToLiveSpecification?.AttributeName;
    const keyNames = properties.KeySchema.map(({ AttributeName }) => AttributeName);
    return expiryName === undefined ? [] : [{ name, keyNames, expiryName }];
  });
}

/** Creates a table, or checks that the one kept from an earlier run is built the same. */
export async function createTable({ name, properties }: StackTable, client: DynamoDBClient): Promise<void> {
  const existing = await describe(name, client);
  const wanted = shapeOf(properties);
  if (existing && shapeOf(existing) === wanted) return;
  if (existing) throw new Error(`the kept table ${name} was made by another version; start afresh without its data`);
  await client.send(
    new CreateTableCommand({
      TableName: name,
      KeySchema: properties.KeySchema,
      AttributeDefinitions: properties.AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
    }),
  );
}

async function describe(name: string, client: DynamoDBClient): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

function shapeOf(table: Pick<TableDescription, 'KeySchema' | 'GlobalSecondaryIndexes'> | TableProperties): string {
  const indexes = (table.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema }) => ({ IndexName, KeySchema }));
  indexes.sort((a, b) => String(a.IndexName).localeCompare(String(b.IndexName)));
  return JSON.stringify({ KeySchema: table.KeySchema, indexes });
}
