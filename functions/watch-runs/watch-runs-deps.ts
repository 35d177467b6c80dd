import type { BucketStore, DispatchRecordStore } from '../../shared/ports/admission-store.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { PullRequestStore } from '../../shared/ports/pull-request-store.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import type { SettingsStore } from '../../shared/ports/settings-store.ts';
import type { TicketStore } from '../../shared/ports/ticket-store.ts';
import type { TimerStore } from '../../shared/ports/timer-store.ts';
import type { LifecycleQueue, QueueDepths } from '../../shared/ports/work-queue.ts';

export interface WatchRunsDeps {
  clock: Clock;
  buckets: BucketStore;
  dispatchRecords: DispatchRecordStore;
  runs: RunStore;
  tickets: TicketStore;
  timers: TimerStore;
  pullRequests: Pick<PullRequestStore, 'open'>;
  settings: Pick<
    SettingsStore,
    'readPullRequestLook' | 'writePullRequestLook' | 'readLastPoll' | 'readTroubles' | 'writeTroubles'
  >;
  lifecycle: LifecycleQueue;
  queues: QueueDepths;
  pollIntervalMinutes: number;
  /** Tells an operator. */
  tell(what: string): void;
  /** Whether runs may have machines of ours. */
  hasMachines: boolean;
}
