import { DispatchRunEnv } from '../../shared/contract/env.ts';
import { Candidate } from '../../shared/contract/events.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock, systemPorts } from '../../shared/runtime/identities.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { runTokenSigner } from '../../shared/runtime/run-token-signer.ts';
import { openExecutors } from '../../shared/wiring/executors.ts';
import { noteFailures } from '../../shared/wiring/failure-notes.ts';
import { openLifecycle } from '../../shared/wiring/lifecycle-queue.ts';
import { openPullRequestHost } from '../../shared/wiring/pull-requests.ts';
import { openSecrets, secretOf } from '../../shared/wiring/secrets.ts';
import { openStateStores } from '../../shared/wiring/state-stores.ts';
import { openTable } from '../../shared/wiring/table.ts';
import { openTrackers, trackerSecrets } from '../../shared/wiring/trackers.ts';
import { dispatchInTime } from './dispatch-run.ts';

const env = readEnv(DispatchRunEnv);
const secrets = openSecrets();
const own = [env.GITHUB_APP_ID_PARAMETER, env.GITHUB_PRIVATE_KEY_PARAMETER, env.TOKEN_PRIVATE_KEY_PARAMETER];
// What is missing is told at once, and read with one request.
await secrets([...own, ...trackerSecrets(env)]);
const table = openTable(env);
const stores = openStateStores(table, systemClock);
const deps = {
  ...stores,
  ...systemPorts,
  trackers: openTrackers(env, { mappings: stores.mappings, secrets }),
  host: openPullRequestHost(env, secrets),
  executor: openExecutors(env, secrets),
  lifecycle: openLifecycle(env),
  tokens: runTokenSigner(secretOf(secrets, env.TOKEN_PRIVATE_KEY_PARAMETER)),
  publicUrl: env.PUBLIC_URL,
};
const failed = noteFailures(table, systemClock);

export const handler = queueHandler(Candidate, (candidate, isOver) => dispatchInTime(deps, candidate, isOver), failed);
