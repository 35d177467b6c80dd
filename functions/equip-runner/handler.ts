import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { runStore } from '../../shared/adapters/dynamodb/run-store.ts';
import { timerStore } from '../../shared/adapters/dynamodb/timer-store.ts';
import { repositoryAccess } from '../../shared/adapters/github/repository-access.ts';
import { parameterClient } from '../../shared/adapters/ssm/parameter-client.ts';
import { readParameters } from '../../shared/adapters/ssm/read-parameters.ts';
import { EquipRunnerEnv } from '../../shared/contract/env.ts';
import { OIDC_HEADER, PROGRESS_BODY_LIMIT, SESSION_KEY_HEADER, StartRequest } from '../../shared/contract/runner.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { httpHandler } from '../../shared/runtime/http-handler.ts';
import { bodyText, parseBody } from '../../shared/runtime/http-request.ts';
import { systemClock } from '../../shared/runtime/identities.ts';
import { runTokens } from '../../shared/runtime/run-tokens.ts';
import { secretKeys } from '../../shared/runtime/secret-keys.ts';
import { workflowIdentity } from '../../shared/runtime/workflow-identity.ts';
import { giveToken } from './give-token.ts';
import { startRun } from './start-run.ts';

const env = readEnv(EquipRunnerEnv);
const client = documentClient();
const [tokenSecret, appId, privateKey] = await readParameters(parameterClient(), [
  env.TOKEN_SECRET_PARAMETER,
  env.GITHUB_APP_ID_PARAMETER,
  env.GITHUB_PRIVATE_KEY_PARAMETER,
]);
const tokens = runTokens(tokenSecret);
const deps = {
  clock: systemClock,
  runs: runStore(client, env.TABLE_NAME, systemClock),
  timers: timerStore(client, env.TABLE_NAME),
  keys: secretKeys,
  workflows: workflowIdentity({ issuer: env.GITHUB_OIDC_ISSUER, audience: env.PUBLIC_URL }),
  hasLocalExecutor: env.LOCAL_EXECUTOR_URL !== '',
  repositories: repositoryAccess({ apiUrl: env.GITHUB_API_URL, appId, privateKey }),
};

export const handler = httpHandler({
  'POST /runner/start': async (event) => {
    const text = bodyText(event, PROGRESS_BODY_LIMIT);
    const claims = await tokens.verify('result', event.headers.authorization);
    const execution = parseBody(text, StartRequest);
    return startRun(deps, { claims, execution, oidcToken: event.headers[OIDC_HEADER] });
  },
  'POST /runner/github-token': async (event) => {
    bodyText(event, PROGRESS_BODY_LIMIT);
    const claims = await tokens.verify('result', event.headers.authorization);
    const { [SESSION_KEY_HEADER]: sessionKey, [OIDC_HEADER]: oidcToken } = event.headers;
    return giveToken(deps, { claims, sessionKey, oidcToken });
  },
});
