import { bucketStore } from '../../shared/adapters/dynamodb/bucket-store.ts';
import { dispatchRecordStore } from '../../shared/adapters/dynamodb/dispatch-record-store.ts';
import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { mappingStore } from '../../shared/adapters/dynamodb/mapping-store.ts';
import { runStore } from '../../shared/adapters/dynamodb/run-store.ts';
import { ticketStore } from '../../shared/adapters/dynamodb/ticket-store.ts';
import { timerStore } from '../../shared/adapters/dynamodb/timer-store.ts';
import { githubExecutor } from '../../shared/adapters/github/github-executor.ts';
import { linearTracker } from '../../shared/adapters/linear/linear-tracker.ts';
import { lifecycleQueue } from '../../shared/adapters/sqs/lifecycle-queue.ts';
import { sqsClient } from '../../shared/adapters/sqs/sqs-client.ts';
import { readParameters } from '../../shared/adapters/ssm/read-parameters.ts';
import { DispatchRunEnv } from '../../shared/contract/env.ts';
import { Candidate } from '../../shared/contract/events.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock } from '../../shared/runtime/identities.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { runTokens } from '../../shared/runtime/run-tokens.ts';
import { dispatchRun } from './dispatch-run.ts';

const env = readEnv(DispatchRunEnv);
const secrets = await readParameters([
  env.LINEAR_API_KEY_PARAMETER,
  env.GITHUB_APP_ID_PARAMETER,
  env.GITHUB_PRIVATE_KEY_PARAMETER,
  env.TOKEN_SECRET_PARAMETER,
]);
const client = documentClient();
const deps = {
  clock: systemClock,
  trackers: { linear: linearTracker({ apiUrl: env.LINEAR_API_URL, apiKey: secrets[env.LINEAR_API_KEY_PARAMETER] }) },
  mappings: mappingStore(client, env.TABLE_NAME),
  buckets: bucketStore(client, env.TABLE_NAME),
  dispatchRecords: dispatchRecordStore(client, env.TABLE_NAME),
  runs: runStore(client, env.TABLE_NAME, systemClock),
  tickets: ticketStore(client, env.TABLE_NAME),
  timers: timerStore(client, env.TABLE_NAME),
  lifecycle: lifecycleQueue(sqsClient(), env.LIFECYCLE_QUEUE_URL),
  executor: githubExecutor({
    apiUrl: env.GITHUB_API_URL,
    appId: secrets[env.GITHUB_APP_ID_PARAMETER],
    privateKey: secrets[env.GITHUB_PRIVATE_KEY_PARAMETER],
  }),
  tokens: runTokens(secrets[env.TOKEN_SECRET_PARAMETER]),
  publicUrl: env.PUBLIC_URL,
};

export const handler = queueHandler(Candidate, (candidate) => dispatchRun(deps, candidate));
