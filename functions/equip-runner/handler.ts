import { EquipRunnerEnv } from '../../shared/contract/env.ts';
import { GitHubTokenRequest, StartRequest } from '../../shared/contract/runner.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { httpHandler } from '../../shared/runtime/http-handler.ts';
import { systemClock } from '../../shared/runtime/identities.ts';
import { machineIdentity } from '../../shared/runtime/machine-identity.ts';
import { runTokenVerifier } from '../../shared/runtime/run-token-verifier.ts';
import { parsedCall } from '../../shared/runtime/runner-call.ts';
import { secretKeys } from '../../shared/runtime/secret-keys.ts';
import { workflowIdentity } from '../../shared/runtime/workflow-identity.ts';
import { hasLocalExecutor } from '../../shared/wiring/executors.ts';
import { openRepositoryAccess } from '../../shared/wiring/repository-access.ts';
import { openRunStores } from '../../shared/wiring/run-stores.ts';
import { openSecrets, secretsIfSet } from '../../shared/wiring/secrets.ts';
import { openTable } from '../../shared/wiring/table.ts';
import { giveToken } from './give-token.ts';
import { startRun } from './start-run.ts';

const env = readEnv(EquipRunnerEnv);
const secrets = openSecrets();
const tokenKeys = secretsIfSet(secrets, [env.TOKEN_PUBLIC_KEYS_PARAMETER, env.TOKEN_SECRET_PARAMETER]);
await Promise.all([secrets([env.GITHUB_APP_ID_PARAMETER, env.GITHUB_PRIVATE_KEY_PARAMETER]), tokenKeys()]);
const tokens = runTokenVerifier(tokenKeys);
const deps = {
  clock: systemClock,
  ...openRunStores(openTable(env), systemClock),
  keys: secretKeys,
  workflows: workflowIdentity({ issuer: env.GITHUB_OIDC_ISSUER, audience: env.PUBLIC_URL }),
  machines: machineIdentity(env),
  hasLocalExecutor: hasLocalExecutor(env),
  runnerSha256: env.RUNNER_SHA256,
  repositories: openRepositoryAccess(env, secrets),
};

export const handler = httpHandler({
  'POST /runner/start': async (event) => startRun(deps, await parsedCall(event, tokens, 'execution', StartRequest)),
  'POST /runner/github-token': async (event) =>
    giveToken(deps, await parsedCall(event, tokens, 'wanted', GitHubTokenRequest)),
});
