import { withChildProcesses } from '../../shared/adapters/child-process/with-child-processes.ts';
import { auditLog } from '../../shared/adapters/dynamodb/audit-log.ts';
import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { stateStores } from '../../shared/adapters/dynamodb/state-stores.ts';
import { githubExecutor } from '../../shared/adapters/github/github-executor.ts';
import { lazyPullRequestHost } from '../../shared/adapters/github/lazy-pull-request-host.ts';
import { lazyJira } from '../../shared/adapters/jira/lazy-jira.ts';
import { linearOf, linearSecrets } from '../../shared/adapters/linear/linear-of.ts';
import { candidateQueue } from '../../shared/adapters/sqs/candidate-queue.ts';
import { queueClient } from '../../shared/adapters/sqs/queue-client.ts';
import { parameterClient } from '../../shared/adapters/ssm/parameter-client.ts';
import { readParameters } from '../../shared/adapters/ssm/read-parameters.ts';
import { AdvanceRunEnv } from '../../shared/contract/env.ts';
import { LifecycleEvent } from '../../shared/contract/events.ts';
import { VERSION } from '../../shared/contract/version.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock, systemIds, systemTimeLimits } from '../../shared/runtime/identities.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { advanceRun } from './advance-run.ts';

const parameters = parameterClient();
const env = readEnv(AdvanceRunEnv);
const [appId, privateKey, linearApiKey] = await readParameters(parameters, [
  env.GITHUB_APP_ID_PARAMETER,
  env.GITHUB_PRIVATE_KEY_PARAMETER,
  ...linearSecrets(env),
]);
const client = documentClient();
const stores = stateStores(client, env.TABLE_NAME, systemClock);
const jira = lazyJira(env, {
  mappings: stores.mappings,
  secrets: (names, options) => readParameters(parameters, names, options),
});
const deps = {
  ...stores,
  audit: auditLog(client, env.TABLE_NAME),
  clock: systemClock,
  ids: systemIds,
  timeLimits: systemTimeLimits,
  trackers: { ...linearOf(env, linearApiKey), ...(jira && { jira }) },
  executor: withChildProcesses(
    githubExecutor({ apiUrl: env.GITHUB_API_URL, appId, privateKey }),
    env.LOCAL_EXECUTOR_URL,
  ),
  host: lazyPullRequestHost({ apiUrl: env.GITHUB_API_URL, appId, privateKey }),
  candidates: candidateQueue(queueClient(), env.CANDIDATES_QUEUE_URL),
  version: VERSION,
  adminUrl: `${env.PUBLIC_URL}/admin`,
};

export const handler = queueHandler(LifecycleEvent, (event) => advanceRun(deps, event));
