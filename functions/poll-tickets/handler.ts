import { auditLog } from '../../shared/adapters/dynamodb/audit-log.ts';
import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { settingsStore } from '../../shared/adapters/dynamodb/settings-store.ts';
import { stateStores } from '../../shared/adapters/dynamodb/state-stores.ts';
import { PollTicketsEnv } from '../../shared/contract/env.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock, systemIds } from '../../shared/runtime/identities.ts';
import { log } from '../../shared/runtime/log.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';
import { openQueues } from '../../shared/wiring/queues.ts';
import { openSecrets } from '../../shared/wiring/secrets.ts';
import { openTrackers, trackerSecrets } from '../../shared/wiring/trackers.ts';
import { pollTickets } from './poll-tickets.ts';

const env = readEnv(PollTicketsEnv);
const secrets = openSecrets();
await secrets(trackerSecrets(env));
const client = documentClient();
const stores = stateStores(client, env.TABLE_NAME, systemClock);
const trackers = openTrackers(env, {
  mappings: stores.mappings,
  secrets,
  onRefused: (tracker, mappingId, reason) =>
    log.warn('a tracker refuses the search of a mapping', { tracker, mappingId, reason }),
});
const deps = {
  ...stores,
  ...openQueues(env),
  clock: systemClock,
  ids: systemIds,
  trackers: Object.values(trackers),
  settings: settingsStore(client, env.TABLE_NAME),
  audit: auditLog(client, env.TABLE_NAME),
  isRetryByMarking: env.RETRY_BY_MARKING,
};

export const handler = scheduleHandler(() => pollTickets(deps));
