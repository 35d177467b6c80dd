import { afterAll, beforeAll, describe } from 'vitest';
import { createTable, type DynamoDbServer, startDynalite } from './dynamodb-table.ts';
import { storeContracts } from './store-contracts.ts';
import { dynamoDbStores } from './stores.ts';

describe('the DynamoDB stores on dynalite', () => {
  let server: DynamoDbServer;
  beforeAll(async () => {
    server = await startDynalite();
  });
  afterAll(() => server.stop());

  storeContracts(async () => dynamoDbStores(server.client, await createTable(server.client)));
});
