import { AdvanceRunEnv } from '../../shared/contract/env.ts';
import { LifecycleEvent } from '../../shared/contract/events.ts';
import { VERSION } from '../../shared/contract/version.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock, systemPorts } from '../../shared/runtime/identities.ts';
import { log } from '../../shared/runtime/log.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { openCandidates } from '../../shared/wiring/candidate-queue.ts';
import { openExecutions } from '../../shared/wiring/executions.ts';
import { noteFailures } from '../../shared/wiring/failure-notes.ts';
import { openGitHubPorts } from '../../shared/wiring/github-ports.ts';
import { openSecrets } from '../../shared/wiring/secrets.ts';
import { openStateStores } from '../../shared/wiring/state-stores.ts';
import { openTable } from '../../shared/wiring/table.ts';
import { openTelling } from '../../shared/wiring/telling.ts';
import { openTrackers, trackerSecrets } from '../../shared/wiring/trackers.ts';
import { advanceInTime } from './advance-run.ts';

const env = readEnv(AdvanceRunEnv);
const secrets = openSecrets();
// What is missing is told at once, and read with one request.
await secrets([env.GITHUB_APP_ID_PARAMETER, env.GITHUB_PRIVATE_KEY_PARAMETER, ...trackerSecrets(env)]);
const table = openTable(env);
const stores = openStateStores(table, systemClock);
const deps = {
  ...stores,
  ...openGitHubPorts(env, table, secrets),
  ...openTelling(env, table, (missed) => log.warn('chat not told', { ...missed })),
  ...systemPorts,
  trackers: openTrackers(env, { mappings: stores.mappings, secrets }),
  ...openExecutions(env, secrets),
  candidates: openCandidates(env),
  isRetryByMarking: env.RETRY_BY_MARKING,
  version: VERSION,
  adminUrl: `${env.PUBLIC_URL}/admin`,
};
const failed = noteFailures(table, systemClock);

export const handler = queueHandler(LifecycleEvent, (event, isOver) => advanceInTime(deps, event, isOver), failed);
