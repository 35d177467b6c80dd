import type { TrackerName } from '../../shared/domain/ticket.ts';
import type { AuditLog } from '../../shared/ports/admin-store.ts';
import type { BucketStore, DispatchRecordStore } from '../../shared/ports/admission-store.ts';
import type { Clock, Ids, TimeLimits } from '../../shared/ports/clock.ts';
import type { Executor } from '../../shared/ports/executor.ts';
import type { MachineFleet } from '../../shared/ports/machine-fleet.ts';
import type { MappingStore } from '../../shared/ports/mapping-store.ts';
import type { NotificationMarks, Notifier } from '../../shared/ports/notifier.ts';
import type { PullRequestHost } from '../../shared/ports/pull-request-host.ts';
import type { PullRequestStore } from '../../shared/ports/pull-request-store.ts';
import type { RepositoryAccess } from '../../shared/ports/repository-access.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import type { SettingsStore } from '../../shared/ports/settings-store.ts';
import type { SpendingStore } from '../../shared/ports/spending-store.ts';
import type { TicketStore } from '../../shared/ports/ticket-store.ts';
import type { TimerStore } from '../../shared/ports/timer-store.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import type { RedeliveryStore, WebhookDeliveries } from '../../shared/ports/webhook-deliveries.ts';
import type { CandidateQueue } from '../../shared/ports/work-queue.ts';

export interface AdvanceRunDeps {
  clock: Clock;
  ids: Ids;
  timeLimits: TimeLimits;
  trackers: Partial<Record<TrackerName, Tracker>>;
  executor: Executor;
  /** Where runs get machines of ours. */
  fleet: MachineFleet;
  buckets: BucketStore;
  dispatchRecords: DispatchRecordStore;
  runs: RunStore;
  spending: Pick<SpendingStore, 'read' | 'settle' | 'markWarned' | 'countPull'>;
  tickets: TicketStore;
  pullRequests: PullRequestStore;
  host: PullRequestHost;
  mappings: Pick<MappingStore, 'all' | 'read' | 'suspend' | 'noteRepository' | 'noteSubscription' | 'noteRunner'>;
  repositories: Pick<RepositoryAccess, 'look'>;
  timers: TimerStore;
  settings: Pick<SettingsStore, 'noteDelivery'>;
  candidates: CandidateQueue;
  deliveries: WebhookDeliveries;
  redeliveries: RedeliveryStore;
  audit: Pick<AuditLog, 'add'>;
  notifier: Notifier;
  notified: NotificationMarks;
  /** Whether a trigger put back after a failure lifts the 24-hour rule. */
  isRetryByMarking: boolean;
  /** Shown in comments. */
  version: string;
  /** The admin UI, without a trailing slash. */
  adminUrl: string;
}
