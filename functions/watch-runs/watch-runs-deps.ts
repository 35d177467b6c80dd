import type { BucketStore, DispatchRecordStore } from '../../shared/ports/admission-store.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import type { TicketStore } from '../../shared/ports/ticket-store.ts';
import type { TimerStore } from '../../shared/ports/timer-store.ts';
import type { LifecycleQueue } from '../../shared/ports/work-queue.ts';

export interface WatchRunsDeps {
  clock: Clock;
  buckets: BucketStore;
  dispatchRecords: DispatchRecordStore;
  runs: RunStore;
  tickets: TicketStore;
  timers: TimerStore;
  lifecycle: LifecycleQueue;
}
