import { adminStores } from '../../shared/adapters/dynamodb/admin-stores.ts';
import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { mappingStore } from '../../shared/adapters/dynamodb/mapping-store.ts';
import { githubCodeHost } from '../../shared/adapters/github/github-code-host.ts';
import { SyncTemplatesEnv } from '../../shared/contract/env.ts';
import { VERSION } from '../../shared/contract/version.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { guardedRouter, operationRoutes } from '../../shared/runtime/guarded-router.ts';
import { systemClock, systemIds } from '../../shared/runtime/identities.ts';
import { secretKeys } from '../../shared/runtime/secret-keys.ts';
import { templateFiles } from '../../shared/runtime/template-files.ts';
import { githubApp, openSecrets } from '../../shared/wiring/secrets.ts';
import { templateOperations } from './template-operations.ts';

const env = readEnv(SyncTemplatesEnv);
const client = documentClient();
const secrets = openSecrets();
await secrets([env.GITHUB_APP_ID_PARAMETER, env.GITHUB_PRIVATE_KEY_PARAMETER]);
const { sessions, audit } = adminStores(client, env.TABLE_NAME);
const deps = {
  mappings: mappingStore(client, env.TABLE_NAME),
  codeHost: githubCodeHost(githubApp(env, secrets)),
  templates: templateFiles(new URL('templates/', import.meta.url)),
  audit,
  clock: systemClock,
  ids: systemIds,
  version: VERSION,
  publicUrl: env.PUBLIC_URL,
};

export const handler = guardedRouter(operationRoutes(templateOperations(deps)), {
  isSignedIn: (secret) => sessions.isValid(secretKeys.hash(secret), systemClock.now()),
});
