import { bucketStore } from '../../shared/adapters/dynamodb/bucket-store.ts';
import { dispatchRecordStore } from '../../shared/adapters/dynamodb/dispatch-record-store.ts';
import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { runStore } from '../../shared/adapters/dynamodb/run-store.ts';
import { ticketStore } from '../../shared/adapters/dynamodb/ticket-store.ts';
import { timerStore } from '../../shared/adapters/dynamodb/timer-store.ts';
import { githubExecutor } from '../../shared/adapters/github/github-executor.ts';
import { linearTracker } from '../../shared/adapters/linear/linear-tracker.ts';
import { candidateQueue } from '../../shared/adapters/sqs/candidate-queue.ts';
import { sqsClient } from '../../shared/adapters/sqs/sqs-client.ts';
import { readParameters } from '../../shared/adapters/ssm/read-parameters.ts';
import { AdvanceRunEnv } from '../../shared/contract/env.ts';
import { LifecycleEvent } from '../../shared/contract/events.ts';
import { VERSION } from '../../shared/contract/version.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock, systemIds } from '../../shared/runtime/identities.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { advanceRun } from './advance-run.ts';

const env = readEnv(AdvanceRunEnv);
const secrets = await readParameters([
  env.LINEAR_API_KEY_PARAMETER,
  env.GITHUB_APP_ID_PARAMETER,
  env.GITHUB_PRIVATE_KEY_PARAMETER,
]);
const client = documentClient();
const deps = {
  clock: systemClock,
  ids: systemIds,
  trackers: { linear: linearTracker({ apiUrl: env.LINEAR_API_URL, apiKey: secrets[env.LINEAR_API_KEY_PARAMETER] }) },
  executor: githubExecutor({
    apiUrl: env.GITHUB_API_URL,
    appId: secrets[env.GITHUB_APP_ID_PARAMETER],
    privateKey: secrets[env.GITHUB_PRIVATE_KEY_PARAMETER],
  }),
  buckets: bucketStore(client, env.TABLE_NAME),
  dispatchRecords: dispatchRecordStore(client, env.TABLE_NAME),
  runs: runStore(client, env.TABLE_NAME, systemClock),
  tickets: ticketStore(client, env.TABLE_NAME),
  timers: timerStore(client, env.TABLE_NAME),
  candidates: candidateQueue(sqsClient(), env.CANDIDATES_QUEUE_URL),
  version: VERSION,
  adminUrl: `${env.PUBLIC_URL}/admin`,
};

export const handler = queueHandler(LifecycleEvent, (event) => advanceRun(deps, event));
