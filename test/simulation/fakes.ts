import type { EquipRunnerDeps } from '../../functions/equip-runner/equip-runner-deps.ts';
import { AN_ADMIN } from '../builders/an-access.ts';
import { fakeAuditLog } from '../fakes/fake-admin-stores.ts';
import { fakeBucketStore } from '../fakes/fake-bucket-store.ts';
import type { FakeClock } from '../fakes/fake-clock.ts';
import { fakeClock } from '../fakes/fake-clock.ts';
import { fakeDispatchRecordStore } from '../fakes/fake-dispatch-record-store.ts';
import { fakeExecutor } from '../fakes/fake-executor.ts';
import { fakeIds } from '../fakes/fake-ids.ts';
import { fakeMachineFleet } from '../fakes/fake-machine-fleet.ts';
import { fakeMappingStore } from '../fakes/fake-mapping-store.ts';
import { fakeNotificationMarks, fakeNotifier } from '../fakes/fake-notifier.ts';
import { fakePullRequestStore } from '../fakes/fake-pull-request-store.ts';
import { fakeCandidateQueue, fakeLifecycleQueue } from '../fakes/fake-queues.ts';
import { fakeRedeliveryStore } from '../fakes/fake-redelivery-store.ts';
import { fakeRepositoryAccess } from '../fakes/fake-repository-access.ts';
import { fakeRunStore } from '../fakes/fake-run-store.ts';
import { fakeSettingsStore } from '../fakes/fake-settings-store.ts';
import { fakeSpendingStore } from '../fakes/fake-spending-store.ts';
import { fakeStopStore } from '../fakes/fake-stop-store.ts';
import { fakeTicketStore } from '../fakes/fake-ticket-store.ts';
import { fakeTimerStore } from '../fakes/fake-timer-store.ts';
import { fakeTracker } from '../fakes/fake-tracker.ts';
import { fakeWebhookDeliveries } from '../fakes/fake-webhook-deliveries.ts';
import { fakeWorkflowIdentity } from '../fakes/fake-workflow-identity.ts';
import { laggingHost } from './reviews/lagging-host.ts';

export type Fakes = ReturnType<typeof allFakes>;

/** Everything outside the use cases, in memory; the proven fakes and nothing else. */
export function allFakes(clock: FakeClock = fakeClock()) {
  return {
    clock,
    ids: fakeIds(),
    keys: countedKeys(),
    caller: AN_ADMIN,
    tracker: fakeTracker(),
    executor: fakeExecutor(clock),
    mappings: fakeMappingStore(),
    buckets: fakeBucketStore(),
    dispatchRecords: fakeDispatchRecordStore(),
    runs: fakeRunStore(),
    tickets: fakeTicketStore(),
    pullRequests: fakePullRequestStore(),
    host: laggingHost(clock),
    timers: fakeTimerStore(),
    settings: fakeSettingsStore(),
    spending: fakeSpendingStore(),
    stops: fakeStopStore(),
    audit: fakeAuditLog(),
    notifier: fakeNotifier(),
    notified: fakeNotificationMarks(),
    candidates: fakeCandidateQueue(clock),
    lifecycle: fakeLifecycleQueue(clock),
    workflows: fakeWorkflowIdentity(),
    repositories: fakeRepositoryAccess(clock),
    deliveries: fakeWebhookDeliveries(),
    redeliveries: fakeRedeliveryStore(),
    fleet: fakeMachineFleet(),
  };
}

function countedKeys(): EquipRunnerDeps['keys'] {
  let count = 0;
  return {
    generate() {
      count += 1;
      return `key-${count}`;
    },
    hash: (secret) => `hash of ${secret}`,
  };
}
