import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../ports/clock.ts';
import { bucketStore } from './bucket-store.ts';
import { dispatchRecordStore } from './dispatch-record-store.ts';
import { lazyPullRequestStore } from './lazy-pull-request-store.ts';
import { mappingStore } from './mapping-store.ts';
import { runStore } from './run-store.ts';
import { ticketStore } from './ticket-store.ts';
import { timerStore } from './timer-store.ts';

/** The stores of the orchestration on one table and one client, under the names that use cases know them by. */
export function stateStores(client: DynamoDBDocumentClient, tableName: string, clock: Clock) {
  return {
    mappings: mappingStore(client, tableName),
    buckets: bucketStore(client, tableName),
    dispatchRecords: dispatchRecordStore(client, tableName),
    runs: runStore(client, tableName, clock),
    tickets: ticketStore(client, tableName),
    pullRequests: lazyPullRequestStore(client, tableName),
    timers: timerStore(client, tableName),
  };
}
