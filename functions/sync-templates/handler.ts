import { SyncTemplatesEnv } from '../../shared/contract/env.ts';
import { VERSION } from '../../shared/contract/version.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { guardedRouter, operationRoutes } from '../../shared/runtime/guarded-router.ts';
import { systemClock, systemIds } from '../../shared/runtime/identities.ts';
import { secretKeys } from '../../shared/runtime/secret-keys.ts';
import { templateFiles } from '../../shared/runtime/template-files.ts';
import { openAdminStores } from '../../shared/wiring/admin-stores.ts';
import { openCodeHost } from '../../shared/wiring/code-host.ts';
import { openMappings } from '../../shared/wiring/mapping-store.ts';
import { openSecrets } from '../../shared/wiring/secrets.ts';
import { openTable } from '../../shared/wiring/table.ts';
import { templateOperations } from './template-operations.ts';

const env = readEnv(SyncTemplatesEnv);
const table = openTable(env);
const secrets = openSecrets();
await secrets([env.GITHUB_APP_ID_PARAMETER, env.GITHUB_PRIVATE_KEY_PARAMETER]);
const { sessions, audit } = openAdminStores(table, env);
const deps = {
  mappings: openMappings(table),
  codeHost: openCodeHost(env, secrets),
  templates: templateFiles(new URL('templates/', import.meta.url)),
  audit,
  clock: systemClock,
  ids: systemIds,
  version: VERSION,
  publicUrl: env.PUBLIC_URL,
};

export const handler = guardedRouter(
  operationRoutes((caller) => templateOperations({ ...deps, caller })),
  {
    find: (secret) => sessions.read(secretKeys.hash(secret), systemClock.now()),
  },
);
