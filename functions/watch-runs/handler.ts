import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { stateStores } from '../../shared/adapters/dynamodb/state-stores.ts';
import { lifecycleQueue } from '../../shared/adapters/sqs/lifecycle-queue.ts';
import { queueClient } from '../../shared/adapters/sqs/queue-client.ts';
import { WatchRunsEnv } from '../../shared/contract/env.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock } from '../../shared/runtime/identities.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';
import { watchRuns } from './watch-runs.ts';

const env = readEnv(WatchRunsEnv);
const deps = {
  ...stateStores(documentClient(), env.TABLE_NAME, systemClock),
  clock: systemClock,
  lifecycle: lifecycleQueue(queueClient(), env.LIFECYCLE_QUEUE_URL),
};

export const handler = scheduleHandler(() => watchRuns(deps));
