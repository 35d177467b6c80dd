import { adminStores } from '../../shared/adapters/dynamodb/admin-stores.ts';
import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { stateStores } from '../../shared/adapters/dynamodb/state-stores.ts';
import { candidateQueue } from '../../shared/adapters/sqs/candidate-queue.ts';
import { deadLetters } from '../../shared/adapters/sqs/dead-letters.ts';
import { lifecycleQueue } from '../../shared/adapters/sqs/lifecycle-queue.ts';
import { queueClient } from '../../shared/adapters/sqs/queue-client.ts';
import { parameterClient } from '../../shared/adapters/ssm/parameter-client.ts';
import { readParameters } from '../../shared/adapters/ssm/read-parameters.ts';
import { AdminEnv } from '../../shared/contract/env.ts';
import { adminRouter } from '../../shared/runtime/admin-router.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock, systemIds } from '../../shared/runtime/identities.ts';
import { secretKeys } from '../../shared/runtime/secret-keys.ts';
import { staticFiles } from '../../shared/runtime/static-files.ts';
import { availableExecutors } from '../../shared/wiring/executors.ts';
import { trackerOpeners } from '../../shared/wiring/trackers.ts';
import { adminOperations } from './admin-operations.ts';
import { adminSession } from './sessions/admin-session.ts';

const env = readEnv(AdminEnv);
const client = documentClient();
const queues = queueClient();
const parameters = parameterClient();
const stores = stateStores(client, env.TABLE_NAME, systemClock);
const deps = {
  ...stores,
  ...adminStores(client, env.TABLE_NAME),
  candidates: candidateQueue(queues, env.CANDIDATES_QUEUE_URL),
  lifecycle: lifecycleQueue(queues, env.LIFECYCLE_QUEUE_URL),
  trackers: trackerOpeners(env, {
    mappings: stores.mappings,
    secrets: (names, options) => readParameters(parameters, names, options),
  }),
  deadLetters: deadLetters(queues, {
    candidates: { queueUrl: env.CANDIDATES_QUEUE_URL, deadLetterUrl: env.CANDIDATES_DEAD_LETTER_URL },
    lifecycle: { queueUrl: env.LIFECYCLE_QUEUE_URL, deadLetterUrl: env.LIFECYCLE_DEAD_LETTER_URL },
  }),
  clock: systemClock,
  ids: systemIds,
  keys: secretKeys,
  executors: availableExecutors(env),
  accessCode: async () => (await readParameters(parameters, [env.ACCESS_CODE_PARAMETER]))[0],
};

export const handler = adminRouter({
  operations: adminOperations(deps),
  sessions: adminSession(deps),
  files: staticFiles(new URL('ui/', import.meta.url)),
});
