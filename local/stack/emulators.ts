import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LocalClock } from '../../simulators/clock.ts';
import { type AwsEndpoint, type OnEffect, type OnRequest, startAwsEndpoint } from './aws/aws-endpoint.ts';
import { startDynamoDb } from './aws/dynamodb-server.ts';
import { clientSettings, type Principals, principals } from './aws/principals.ts';
import { type QueueServer, startQueues } from './aws/queue-server.ts';
import { countingBook, type RequestCounters } from './aws/request-counters.ts';
import { takeDataFolder } from './data-folder.ts';
import { type HttpApi, startHttpApi } from './gateway/http-api.ts';
import type { Addresses } from './template/resource-kinds.ts';

/** The services that a stack runs on; empty until it is started on them. */
export interface Emulators {
  addresses: Addresses;
  principals: Principals;
  counters: RequestCounters & { countDenied(message: string): void };
  queues: QueueServer;
  endpoint: AwsEndpoint;
  httpApi: HttpApi;
  /** Clients that may do everything. */
  dynamodb: DynamoDBDocumentClient;
  sqs: SQSClient;
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  clock: LocalClock;
  parameters: Record<string, string>;
  port?: number;
  dataDir?: string;
  onRequest?: OnRequest;
  onEffect?: OnEffect;
  log?: (source: string, line: string) => void;
}

export async function startEmulators(options: EmulatorOptions): Promise<Emulators> {
  const cleanups: (() => void | Promise<void>)[] = [];
  const stop = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    return { ...(await startAll(options, (cleanup) => cleanups.push(cleanup))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(
  { clock, parameters, port = 0, dataDir, onRequest, onEffect, log = () => {} }: EmulatorOptions,
  onStop: (cleanup: () => void | Promise<void>) => void,
): Promise<Omit<Emulators, 'stop'>> {
  const folder = (name: string) => (dataDir === undefined ? undefined : join(dataDir, name));
  if (dataDir !== undefined) onStop(takeDataFolder(dataDir));
  const httpApi = await startHttpApi({ clock, port, log });
  onStop(httpApi.stop);
  const dynamodb = await startDynamoDb(folder('dynamodb'));
  onStop(dynamodb.stop);
  const queues = await startQueues(folder('sqs'));
  onStop(queues.stop);
  const known = principals();
  const counters = countingBook();
  const endpoint = await startAwsEndpoint({
    principals: known,
    counters,
    dynamodb,
    queues,
    parameters,
    onRequest,
    onEffect,
  });
  onStop(endpoint.stop);
  const admin = known.admit({ name: 'laptop', arn: 'the laptop itself', statements: 'everything' });
  const settings = clientSettings(endpoint.url, admin);
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(settings));
  const sqs = new SQSClient(settings);
  onStop(() => {
    documents.destroy();
    sqs.destroy();
  });
  const addresses = { awsEndpoint: endpoint.url, apiUrl: httpApi.url };
  return { addresses, principals: known, counters, queues, endpoint, httpApi, dynamodb: documents, sqs };
}
