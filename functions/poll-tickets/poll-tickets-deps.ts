import type { AuditLog } from '../../shared/ports/admin-store.ts';
import type { BucketStore, DispatchRecordStore } from '../../shared/ports/admission-store.ts';
import type { Clock, Ids } from '../../shared/ports/clock.ts';
import type { MappingStore } from '../../shared/ports/mapping-store.ts';
import type { SettingsStore } from '../../shared/ports/settings-store.ts';
import type { SpendingStore } from '../../shared/ports/spending-store.ts';
import type { TicketStore } from '../../shared/ports/ticket-store.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import type { CandidateQueue, LifecycleQueue } from '../../shared/ports/work-queue.ts';

export interface PollTicketsDeps {
  clock: Clock;
  ids: Ids;
  trackers: readonly Tracker[];
  mappings: MappingStore;
  buckets: BucketStore;
  dispatchRecords: DispatchRecordStore;
  tickets: TicketStore;
  spending: Pick<SpendingStore, 'read'>;
  settings: SettingsStore;
  candidates: CandidateQueue;
  lifecycle: LifecycleQueue;
  audit: Pick<AuditLog, 'add'>;
  /** Whether a trigger put back after a failure lifts the 24-hour rule. */
  isRetryByMarking: boolean;
}
