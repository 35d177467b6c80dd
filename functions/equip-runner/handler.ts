import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { runStore } from '../../shared/adapters/dynamodb/run-store.ts';
import { timerStore } from '../../shared/adapters/dynamodb/timer-store.ts';
import { repositoryAccess } from '../../shared/adapters/github/repository-access.ts';
import { EquipRunnerEnv } from '../../shared/contract/env.ts';
import { StartRequest } from '../../shared/contract/runner.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { httpHandler } from '../../shared/runtime/http-handler.ts';
import { parseBody } from '../../shared/runtime/http-request.ts';
import { systemClock } from '../../shared/runtime/identities.ts';
import { runTokens } from '../../shared/runtime/run-tokens.ts';
import { runnerCall } from '../../shared/runtime/runner-call.ts';
import { secretKeys } from '../../shared/runtime/secret-keys.ts';
import { workflowIdentity } from '../../shared/runtime/workflow-identity.ts';
import { githubApp, openSecrets } from '../../shared/wiring/secrets.ts';
import { giveToken } from './give-token.ts';
import { startRun } from './start-run.ts';

const env = readEnv(EquipRunnerEnv);
const client = documentClient();
const secrets = openSecrets();
await secrets([env.TOKEN_SECRET_PARAMETER, env.GITHUB_APP_ID_PARAMETER, env.GITHUB_PRIVATE_KEY_PARAMETER]);
const tokens = runTokens(async () => (await secrets([env.TOKEN_SECRET_PARAMETER]))[0]);
const deps = {
  clock: systemClock,
  runs: runStore(client, env.TABLE_NAME, systemClock),
  timers: timerStore(client, env.TABLE_NAME),
  keys: secretKeys,
  workflows: workflowIdentity({ issuer: env.GITHUB_OIDC_ISSUER, audience: env.PUBLIC_URL }),
  hasLocalExecutor: env.LOCAL_EXECUTOR_URL !== '',
  repositories: repositoryAccess(githubApp(env, secrets)),
};

export const handler = httpHandler({
  'POST /runner/start': async (event) => {
    const call = await runnerCall(event, tokens, 'result');
    return startRun(deps, { ...call, execution: parseBody(call.text, StartRequest) });
  },
  'POST /runner/github-token': async (event) => giveToken(deps, await runnerCall(event, tokens, 'result')),
});
