import { auditLog } from '../../shared/adapters/dynamodb/audit-log.ts';
import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { settingsStore } from '../../shared/adapters/dynamodb/settings-store.ts';
import { stateStores } from '../../shared/adapters/dynamodb/state-stores.ts';
import { candidateQueue } from '../../shared/adapters/sqs/candidate-queue.ts';
import { lifecycleQueue } from '../../shared/adapters/sqs/lifecycle-queue.ts';
import { queueClient } from '../../shared/adapters/sqs/queue-client.ts';
import { parameterClient } from '../../shared/adapters/ssm/parameter-client.ts';
import { readParameters } from '../../shared/adapters/ssm/read-parameters.ts';
import { PollTicketsEnv } from '../../shared/contract/env.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock, systemIds } from '../../shared/runtime/identities.ts';
import { log } from '../../shared/runtime/log.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';
import { openTrackers, trackerSecrets } from '../../shared/wiring/trackers.ts';
import { pollTickets } from './poll-tickets.ts';

const env = readEnv(PollTicketsEnv);
const parameters = parameterClient();
await readParameters(parameters, trackerSecrets(env));
const client = documentClient();
const queues = queueClient();
const stores = stateStores(client, env.TABLE_NAME, systemClock);
const trackers = openTrackers(env, {
  mappings: stores.mappings,
  secrets: (names, options) => readParameters(parameters, names, options),
  onRefused: (tracker, mappingId, reason) =>
    log.warn('a tracker refuses the search of a mapping', { tracker, mappingId, reason }),
});
const deps = {
  ...stores,
  clock: systemClock,
  ids: systemIds,
  trackers: Object.values(trackers),
  settings: settingsStore(client, env.TABLE_NAME),
  candidates: candidateQueue(queues, env.CANDIDATES_QUEUE_URL),
  lifecycle: lifecycleQueue(queues, env.LIFECYCLE_QUEUE_URL),
  audit: auditLog(client, env.TABLE_NAME),
  isRetryByMarking: env.RETRY_BY_MARKING,
};

export const handler = scheduleHandler(() => pollTickets(deps));
