import { withChildProcesses } from '../../shared/adapters/child-process/with-child-processes.ts';
import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { stateStores } from '../../shared/adapters/dynamodb/state-stores.ts';
import { githubExecutor } from '../../shared/adapters/github/github-executor.ts';
import { lazyJira } from '../../shared/adapters/jira/lazy-jira.ts';
import { linearOf, linearSecrets } from '../../shared/adapters/linear/linear-of.ts';
import { lifecycleQueue } from '../../shared/adapters/sqs/lifecycle-queue.ts';
import { queueClient } from '../../shared/adapters/sqs/queue-client.ts';
import { parameterClient } from '../../shared/adapters/ssm/parameter-client.ts';
import { readParameters } from '../../shared/adapters/ssm/read-parameters.ts';
import { DispatchRunEnv } from '../../shared/contract/env.ts';
import { Candidate } from '../../shared/contract/events.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock, systemIds } from '../../shared/runtime/identities.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { runTokens } from '../../shared/runtime/run-tokens.ts';
import { dispatchRun } from './dispatch-run.ts';

const parameters = parameterClient();
const env = readEnv(DispatchRunEnv);
const [appId, privateKey, tokenSecret, linearApiKey] = await readParameters(parameters, [
  env.GITHUB_APP_ID_PARAMETER,
  env.GITHUB_PRIVATE_KEY_PARAMETER,
  env.TOKEN_SECRET_PARAMETER,
  ...linearSecrets(env),
]);
const stores = stateStores(documentClient(), env.TABLE_NAME, systemClock);
const jira = lazyJira(env, {
  mappings: stores.mappings,
  secrets: (names, options) => readParameters(parameters, names, options),
});
const deps = {
  ...stores,
  clock: systemClock,
  ids: systemIds,
  trackers: { ...linearOf(env, linearApiKey), ...(jira && { jira }) },
  executor: withChildProcesses(
    githubExecutor({ apiUrl: env.GITHUB_API_URL, appId, privateKey }),
    env.LOCAL_EXECUTOR_URL,
  ),
  lifecycle: lifecycleQueue(queueClient(), env.LIFECYCLE_QUEUE_URL),
  tokens: runTokens(tokenSecret),
  publicUrl: env.PUBLIC_URL,
};

export const handler = queueHandler(Candidate, (candidate) => dispatchRun(deps, candidate));
