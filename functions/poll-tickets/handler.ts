import { auditLog } from '../../shared/adapters/dynamodb/audit-log.ts';
import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { settingsStore } from '../../shared/adapters/dynamodb/settings-store.ts';
import { stateStores } from '../../shared/adapters/dynamodb/state-stores.ts';
import { lazyJira } from '../../shared/adapters/jira/lazy-jira.ts';
import { linearOf, linearSecrets } from '../../shared/adapters/linear/linear-of.ts';
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
import { pollTickets } from './poll-tickets.ts';

const env = readEnv(PollTicketsEnv);
const parameters = parameterClient();
const [linearApiKey] = await readParameters(parameters, linearSecrets(env));
const client = documentClient();
const queues = queueClient();
const stores = stateStores(client, env.TABLE_NAME, systemClock);
const jira = lazyJira(env, {
  mappings: stores.mappings,
  secrets: (names, options) => readParameters(parameters, names, options),
  onRefused: (mappingId, { reason }) => log.warn('jira refuses the search of a mapping', { mappingId, reason }),
});
const deps = {
  ...stores,
  clock: systemClock,
  ids: systemIds,
  trackers: Object.values({ ...linearOf(env, linearApiKey), ...(jira && { jira }) }),
  settings: settingsStore(client, env.TABLE_NAME),
  candidates: candidateQueue(queues, env.CANDIDATES_QUEUE_URL),
  lifecycle: lifecycleQueue(queues, env.LIFECYCLE_QUEUE_URL),
  audit: auditLog(client, env.TABLE_NAME),
  isRetryByMarking: env.RETRY_BY_MARKING,
};

export const handler = scheduleHandler(() => pollTickets(deps));
