import { bucketStore } from '../../shared/adapters/dynamodb/bucket-store.ts';
import { dispatchRecordStore } from '../../shared/adapters/dynamodb/dispatch-record-store.ts';
import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { runStore } from '../../shared/adapters/dynamodb/run-store.ts';
import { ticketStore } from '../../shared/adapters/dynamodb/ticket-store.ts';
import { timerStore } from '../../shared/adapters/dynamodb/timer-store.ts';
import { lifecycleQueue } from '../../shared/adapters/sqs/lifecycle-queue.ts';
import { sqsClient } from '../../shared/adapters/sqs/sqs-client.ts';
import { WatchRunsEnv } from '../../shared/contract/env.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock } from '../../shared/runtime/identities.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';
import { watchRuns } from './watch-runs.ts';

const env = readEnv(WatchRunsEnv);
const client = documentClient();
const deps = {
  clock: systemClock,
  buckets: bucketStore(client, env.TABLE_NAME),
  dispatchRecords: dispatchRecordStore(client, env.TABLE_NAME),
  runs: runStore(client, env.TABLE_NAME, systemClock),
  tickets: ticketStore(client, env.TABLE_NAME),
  timers: timerStore(client, env.TABLE_NAME),
  lifecycle: lifecycleQueue(sqsClient(), env.LIFECYCLE_QUEUE_URL),
};

export const handler = scheduleHandler(() => watchRuns(deps));
