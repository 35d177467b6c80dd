import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { runStore } from '../../shared/adapters/dynamodb/run-store.ts';
import { lifecycleQueue } from '../../shared/adapters/sqs/lifecycle-queue.ts';
import { sqsClient } from '../../shared/adapters/sqs/sqs-client.ts';
import { readParameters } from '../../shared/adapters/ssm/read-parameters.ts';
import { RunnerCallbackEnv } from '../../shared/contract/env.ts';
import {
  PROGRESS_BODY_LIMIT,
  Progress,
  RESULT_BODY_LIMIT,
  RunReport,
  resultErrorCode,
  SESSION_KEY_HEADER,
} from '../../shared/contract/runner.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { httpHandler } from '../../shared/runtime/http-handler.ts';
import { bodyText, parseBody } from '../../shared/runtime/http-request.ts';
import { systemClock } from '../../shared/runtime/identities.ts';
import { runTokens, secretKeys } from '../../shared/runtime/run-tokens.ts';
import { receiveProgress } from './receive-progress.ts';
import { receiveResult } from './receive-result.ts';

const env = readEnv(RunnerCallbackEnv);
const secrets = await readParameters([env.TOKEN_SECRET_PARAMETER]);
const tokens = runTokens(secrets[env.TOKEN_SECRET_PARAMETER]);
const runs = runStore(documentClient(), env.TABLE_NAME, systemClock);
const lifecycle = lifecycleQueue(sqsClient(), env.LIFECYCLE_QUEUE_URL);
const deps = { clock: systemClock, runs, lifecycle, keys: secretKeys, githubWebUrl: env.GITHUB_WEB_URL };

export const handler = httpHandler({
  'POST /runner/result': async (event) => {
    const text = bodyText(event, RESULT_BODY_LIMIT);
    const claims = await tokens.verify('result', event.headers.authorization);
    const report = parseBody(text, RunReport, resultErrorCode);
    return receiveResult(deps, { claims, report, sessionKey: event.headers[SESSION_KEY_HEADER] });
  },
  'POST /runner/progress': async (event) => {
    const text = bodyText(event, PROGRESS_BODY_LIMIT);
    const claims = await tokens.verify('progress', event.headers.authorization);
    const progress = parseBody(text, Progress);
    return receiveProgress(deps, { claims, progress, sessionKey: event.headers[SESSION_KEY_HEADER] });
  },
});
