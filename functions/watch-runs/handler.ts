import { WatchRunsEnv } from '../../shared/contract/env.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock } from '../../shared/runtime/identities.ts';
import { tellOperator } from '../../shared/runtime/log.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';
import { openLifecycle } from '../../shared/wiring/lifecycle-queue.ts';
import { openQueueDepths } from '../../shared/wiring/queue-depths.ts';
import { openSettings } from '../../shared/wiring/settings-store.ts';
import { openStateStores } from '../../shared/wiring/state-stores.ts';
import { openTable } from '../../shared/wiring/table.ts';
import { watchRuns } from './watch-runs.ts';

const env = readEnv(WatchRunsEnv);
const table = openTable(env);
const deps = {
  ...openStateStores(table, systemClock),
  settings: openSettings(table),
  clock: systemClock,
  lifecycle: openLifecycle(env),
  queues: openQueueDepths(env),
  pollIntervalMinutes: env.POLL_INTERVAL_MINUTES,
  tell: tellOperator,
  hasMachines: env.FLY_APP_NAME !== '',
};

export const handler = scheduleHandler(() => watchRuns(deps));
