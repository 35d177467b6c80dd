import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { runStore } from '../../shared/adapters/dynamodb/run-store.ts';
import { timerStore } from '../../shared/adapters/dynamodb/timer-store.ts';
import { parameterClient } from '../../shared/adapters/ssm/parameter-client.ts';
import { readParameters } from '../../shared/adapters/ssm/read-parameters.ts';
import { EquipRunnerEnv } from '../../shared/contract/env.ts';
import { PROGRESS_BODY_LIMIT, StartRequest } from '../../shared/contract/runner.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { httpHandler } from '../../shared/runtime/http-handler.ts';
import { bodyText, parseBody } from '../../shared/runtime/http-request.ts';
import { systemClock } from '../../shared/runtime/identities.ts';
import { runTokens } from '../../shared/runtime/run-tokens.ts';
import { secretKeys } from '../../shared/runtime/secret-keys.ts';
import { startRun } from './start-run.ts';

const env = readEnv(EquipRunnerEnv);
const client = documentClient();
const [tokenSecret] = await readParameters(parameterClient(), [env.TOKEN_SECRET_PARAMETER]);
const tokens = runTokens(tokenSecret);
const deps = {
  clock: systemClock,
  runs: runStore(client, env.TABLE_NAME, systemClock),
  timers: timerStore(client, env.TABLE_NAME),
  keys: secretKeys,
  // The result token names the run; until callers prove more, an execution is who it says it is.
  caller: { confirm: async (_run: unknown, claimed: StartRequest) => claimed },
};

export const handler = httpHandler({
  'POST /runner/start': async (event) => {
    const text = bodyText(event, PROGRESS_BODY_LIMIT);
    const claims = await tokens.verify('result', event.headers.authorization);
    return startRun(deps, claims, parseBody(text, StartRequest));
  },
});
