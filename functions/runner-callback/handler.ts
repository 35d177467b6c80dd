import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { runStore } from '../../shared/adapters/dynamodb/run-store.ts';
import { lifecycleQueue } from '../../shared/adapters/sqs/lifecycle-queue.ts';
import { queueClient } from '../../shared/adapters/sqs/queue-client.ts';
import { parameterClient } from '../../shared/adapters/ssm/parameter-client.ts';
import { readParameters } from '../../shared/adapters/ssm/read-parameters.ts';
import { RunnerCallbackEnv } from '../../shared/contract/env.ts';
import * as contract from '../../shared/contract/runner.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { httpHandler } from '../../shared/runtime/http-handler.ts';
import { bodyText, parseBody } from '../../shared/runtime/http-request.ts';
import { systemClock } from '../../shared/runtime/identities.ts';
import { runTokens } from '../../shared/runtime/run-tokens.ts';
import { secretKeys } from '../../shared/runtime/secret-keys.ts';
import { receiveProgress } from './receive-progress.ts';
import { receiveResult } from './receive-result.ts';

const env = readEnv(RunnerCallbackEnv);
const [tokenSecret] = await readParameters(parameterClient(), [env.TOKEN_SECRET_PARAMETER]);
const tokens = runTokens(tokenSecret);
const runs = runStore(documentClient(), env.TABLE_NAME, systemClock);
const lifecycle = lifecycleQueue(queueClient(), env.LIFECYCLE_QUEUE_URL);
const deps = { clock: systemClock, runs, lifecycle, keys: secretKeys, githubWebUrl: env.GITHUB_WEB_URL };

export const handler = httpHandler({
  'POST /runner/result': async (event) => {
    const text = bodyText(event, contract.RESULT_BODY_LIMIT);
    const claims = await tokens.verify('result', event.headers.authorization);
    const report = parseBody(text, contract.RunReport, contract.resultErrorCode);
    return receiveResult(deps, { claims, report, sessionKey: event.headers[contract.SESSION_KEY_HEADER] });
  },
  'POST /runner/progress': async (event) => {
    const text = bodyText(event, contract.PROGRESS_BODY_LIMIT);
    const claims = await tokens.verify('progress', event.headers.authorization);
    const progress = parseBody(text, contract.Progress);
    return receiveProgress(deps, { claims, progress, sessionKey: event.headers[contract.SESSION_KEY_HEADER] });
  },
});
