import { AdvanceRunEnv } from '../../shared/contract/env.ts';
import { LifecycleEvent } from '../../shared/contract/events.ts';
import { VERSION } from '../../shared/contract/version.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock, systemPorts } from '../../shared/runtime/identities.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { openAuditLog } from '../../shared/wiring/audit-log.ts';
import { openCandidates } from '../../shared/wiring/candidate-queue.ts';
import { openExecutors } from '../../shared/wiring/executors.ts';
import { noteFailures } from '../../shared/wiring/failure-notes.ts';
import { openGitHubPorts } from '../../shared/wiring/github-ports.ts';
import { openSecrets } from '../../shared/wiring/secrets.ts';
import { openSettings } from '../../shared/wiring/settings-store.ts';
import { openStateStores } from '../../shared/wiring/state-stores.ts';
import { openTable } from '../../shared/wiring/table.ts';
import { openTrackers, trackerSecrets } from '../../shared/wiring/trackers.ts';
import { advanceRun } from './advance-run.ts';

const env = readEnv(AdvanceRunEnv);
const secrets = openSecrets();
// What is missing is told at once, and read with one request.
await secrets([env.GITHUB_APP_ID_PARAMETER, env.GITHUB_PRIVATE_KEY_PARAMETER, ...trackerSecrets(env)]);
const table = openTable(env);
const stores = openStateStores(table, systemClock);
const deps = {
  ...stores,
  ...openGitHubPorts(env, table, secrets),
  audit: openAuditLog(table),
  settings: openSettings(table),
  ...systemPorts,
  trackers: openTrackers(env, { mappings: stores.mappings, secrets }),
  executor: openExecutors(env, secrets),
  candidates: openCandidates(env),
  isRetryByMarking: env.RETRY_BY_MARKING,
  version: VERSION,
  adminUrl: `${env.PUBLIC_URL}/admin`,
};
const failed = noteFailures(table, systemClock);

export const handler = queueHandler(LifecycleEvent, (event) => advanceRun(deps, event), failed);
