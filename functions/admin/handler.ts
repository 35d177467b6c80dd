import { AdminEnv } from '../../shared/contract/env.ts';
import { adminRouter } from '../../shared/runtime/admin-router.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock, systemIds } from '../../shared/runtime/identities.ts';
import { lazyFiles } from '../../shared/runtime/lazy-files.ts';
import { secretKeys } from '../../shared/runtime/secret-keys.ts';
import { openAdminStores } from '../../shared/wiring/admin-stores.ts';
import { openDeadLetters } from '../../shared/wiring/dead-letters.ts';
import { availableExecutors } from '../../shared/wiring/executors.ts';
import { openQueues } from '../../shared/wiring/queues.ts';
import { openSecrets, secretOf } from '../../shared/wiring/secrets.ts';
import { openStateStores } from '../../shared/wiring/state-stores.ts';
import { openTable } from '../../shared/wiring/table.ts';
import { trackerOpeners } from '../../shared/wiring/trackers.ts';
import { adminOperations } from './admin-operations.ts';
import { adminSession } from './sessions/admin-session.ts';

const env = readEnv(AdminEnv);
const table = openTable(env);
const secrets = openSecrets();
const stores = openStateStores(table, systemClock);
const deps = {
  ...stores,
  ...openAdminStores(table, env),
  ...openQueues(env),
  trackers: trackerOpeners(env, { mappings: stores.mappings, secrets }),
  deadLetters: openDeadLetters(env),
  clock: systemClock,
  ids: systemIds,
  keys: secretKeys,
  executors: availableExecutors(env),
  accessCode: secretOf(secrets, env.ACCESS_CODE_PARAMETER),
};

export const handler = adminRouter({
  operationsFor: (caller) => adminOperations({ ...deps, caller }),
  sessions: adminSession(deps),
  files: lazyFiles(new URL('ui/', import.meta.url)),
});
