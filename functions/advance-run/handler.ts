import { auditLog } from '../../shared/adapters/dynamodb/audit-log.ts';
import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { stateStores } from '../../shared/adapters/dynamodb/state-stores.ts';
import { lazyPullRequestHost } from '../../shared/adapters/github/lazy-pull-request-host.ts';
import { lazyPullRequests } from '../../shared/adapters/github/lazy-pull-requests.ts';
import { candidateQueue } from '../../shared/adapters/sqs/candidate-queue.ts';
import { queueClient } from '../../shared/adapters/sqs/queue-client.ts';
import { AdvanceRunEnv } from '../../shared/contract/env.ts';
import { LifecycleEvent } from '../../shared/contract/events.ts';
import { VERSION } from '../../shared/contract/version.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock, systemIds, systemTimeLimits } from '../../shared/runtime/identities.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { openExecutors } from '../../shared/wiring/executors.ts';
import { githubApp, openSecrets } from '../../shared/wiring/secrets.ts';
import { openTrackers, trackerSecrets } from '../../shared/wiring/trackers.ts';
import { advanceRun } from './advance-run.ts';

const env = readEnv(AdvanceRunEnv);
const secrets = openSecrets();
// What is missing is told at once, and read with one request.
await secrets([env.GITHUB_APP_ID_PARAMETER, env.GITHUB_PRIVATE_KEY_PARAMETER, ...trackerSecrets(env)]);
const client = documentClient();
const stores = stateStores(client, env.TABLE_NAME, systemClock);
const deps = {
  ...stores,
  audit: auditLog(client, env.TABLE_NAME),
  clock: systemClock,
  ids: systemIds,
  timeLimits: systemTimeLimits,
  trackers: openTrackers(env, { mappings: stores.mappings, secrets }),
  executor: openExecutors(env, secrets),
  host: lazyPullRequestHost(githubApp(env, secrets)),
  pullRequestStates: lazyPullRequests(githubApp(env, secrets)),
  candidates: candidateQueue(queueClient(), env.CANDIDATES_QUEUE_URL),
  version: VERSION,
  adminUrl: `${env.PUBLIC_URL}/admin`,
};

export const handler = queueHandler(LifecycleEvent, (event) => advanceRun(deps, event));
