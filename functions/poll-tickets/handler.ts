import { PollTicketsEnv } from '../../shared/contract/env.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock, systemIds } from '../../shared/runtime/identities.ts';
import { log } from '../../shared/runtime/log.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';
import { openAudit } from '../../shared/wiring/audit-log.ts';
import { openQueues } from '../../shared/wiring/queues.ts';
import { openSecrets } from '../../shared/wiring/secrets.ts';
import { openSettings } from '../../shared/wiring/settings-store.ts';
import { openStateStores } from '../../shared/wiring/state-stores.ts';
import { openTable } from '../../shared/wiring/table.ts';
import { openTrackers, trackerSecrets } from '../../shared/wiring/trackers.ts';
import { pollTickets } from './poll-tickets.ts';

const env = readEnv(PollTicketsEnv);
const secrets = openSecrets();
await secrets(trackerSecrets(env));
const table = openTable(env);
const stores = openStateStores(table, systemClock);
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
  settings: openSettings(table),
  audit: openAudit(table, env),
  isRetryByMarking: env.RETRY_BY_MARKING,
};

export const handler = scheduleHandler(() => pollTickets(deps));
