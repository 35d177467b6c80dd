import { adminStores } from '../../shared/adapters/dynamodb/admin-stores.ts';
import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { stateStores } from '../../shared/adapters/dynamodb/state-stores.ts';
import { AdminEnv } from '../../shared/contract/env.ts';
import { adminRouter } from '../../shared/runtime/admin-router.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock, systemIds } from '../../shared/runtime/identities.ts';
import { secretKeys } from '../../shared/runtime/secret-keys.ts';
import { staticFiles } from '../../shared/runtime/static-files.ts';
import { openDeadLetters } from '../../shared/wiring/dead-letters.ts';
import { availableExecutors } from '../../shared/wiring/executors.ts';
import { openQueues } from '../../shared/wiring/queues.ts';
import { openSecrets } from '../../shared/wiring/secrets.ts';
import { trackerOpeners } from '../../shared/wiring/trackers.ts';
import { adminOperations } from './admin-operations.ts';
import { adminSession } from './sessions/admin-session.ts';

const env = readEnv(AdminEnv);
const client = documentClient();
const secrets = openSecrets();
const stores = stateStores(client, env.TABLE_NAME, systemClock);
const deps = {
  ...stores,
  ...adminStores(client, env.TABLE_NAME),
  ...openQueues(env),
  trackers: trackerOpeners(env, { mappings: stores.mappings, secrets }),
  deadLetters: openDeadLetters(env),
  clock: systemClock,
  ids: systemIds,
  keys: secretKeys,
  executors: availableExecutors(env),
  accessCode: async () => (await secrets([env.ACCESS_CODE_PARAMETER]))[0],
};

export const handler = adminRouter({
  operations: adminOperations(deps),
  sessions: adminSession(deps),
  files: staticFiles(new URL('ui/', import.meta.url)),
});
