import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTable, type DynamoDbServer, startDynalite } from '../contracts/dynamodb-table.ts';

let server: DynamoDbServer;
beforeAll(async () => {
  server = await startDynalite();
});
afterAll(() => server.stop());

test.each([
  ['it is asked to', 'ALL_OLD', { pk: { S: 'a' }, sk: { S: 'b' }, what: { S: 'stands' } }],
  ['not else', 'NONE', undefined],
] as const)('a refused condition tells what stands there as AWS does, where %s', async (_, told, standing) => {
  const TableName = await createTable(server.client);
  const put = (what: string) => {
    const Item = { pk: 'a', sk: 'b', what };
    const once = { ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: told };
    return server.client.send(new PutCommand({ TableName, Item, ...once }));
  };
  await put('stands');
  const refused = await put('comes later').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ConditionalCheckFailedException);
  expect((refused as ConditionalCheckFailedException).Item).toEqual(standing);
});
