import { RunnerCallbackEnv } from '../../shared/contract/env.ts';
import * as contract from '../../shared/contract/runner.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { httpHandler } from '../../shared/runtime/http-handler.ts';
import { parseBody } from '../../shared/runtime/http-request.ts';
import { systemClock } from '../../shared/runtime/identities.ts';
import { runTokenVerifier } from '../../shared/runtime/run-token-verifier.ts';
import { runnerCall } from '../../shared/runtime/runner-call.ts';
import { secretKeys } from '../../shared/runtime/secret-keys.ts';
import { openLifecycle } from '../../shared/wiring/lifecycle-queue.ts';
import { openRunStores } from '../../shared/wiring/run-stores.ts';
import { openSecrets, secretsIfSet } from '../../shared/wiring/secrets.ts';
import { openTable } from '../../shared/wiring/table.ts';
import { receiveProgress } from './receive-progress.ts';
import { receiveResult } from './receive-result.ts';

const env = readEnv(RunnerCallbackEnv);
const tokenKeys = secretsIfSet(openSecrets(), [env.TOKEN_PUBLIC_KEYS_PARAMETER, env.TOKEN_SECRET_PARAMETER]);
await tokenKeys();
const tokens = runTokenVerifier(tokenKeys);
const { runs } = openRunStores(openTable(env), systemClock);
const lifecycle = openLifecycle(env);
const deps = { clock: systemClock, runs, lifecycle, keys: secretKeys, githubWebUrl: env.GITHUB_WEB_URL };

export const handler = httpHandler({
  'POST /runner/result': async (event) => {
    const call = await runnerCall(event, tokens, 'result', contract.RESULT_BODY_LIMIT);
    const report = parseBody(call.text, contract.RunReport, contract.resultErrorCode);
    return receiveResult(deps, { ...call, report });
  },
  'POST /runner/progress': async (event) => {
    const call = await runnerCall(event, tokens, 'progress');
    return receiveProgress(deps, { ...call, progress: parseBody(call.text, contract.Progress) });
  },
});
