import type { TrackerName } from '../../shared/domain/ticket.ts';
import type { BucketStore, DispatchRecordStore } from '../../shared/ports/admission-store.ts';
import type { Clock, Ids, TimeLimits } from '../../shared/ports/clock.ts';
import type { Executor } from '../../shared/ports/executor.ts';
import type { MappingStore } from '../../shared/ports/mapping-store.ts';
import type { PullRequestHost } from '../../shared/ports/pull-request-host.ts';
import type { PullRequestStore } from '../../shared/ports/pull-request-store.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import type { RunTokens } from '../../shared/ports/run-tokens.ts';
import type { SpendingStore } from '../../shared/ports/spending-store.ts';
import type { TicketStore } from '../../shared/ports/ticket-store.ts';
import type { TimerStore } from '../../shared/ports/timer-store.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import type { LifecycleQueue } from '../../shared/ports/work-queue.ts';

export interface DispatchRunDeps {
  clock: Clock;
  ids: Pick<Ids, 'ulid' | 'hashOf'>;
  timeLimits: TimeLimits;
  trackers: Partial<Record<TrackerName, Tracker>>;
  mappings: Pick<MappingStore, 'read' | 'suspend'>;
  buckets: BucketStore;
  dispatchRecords: DispatchRecordStore;
  runs: RunStore;
  spending: Pick<SpendingStore, 'read' | 'reserve' | 'settle'>;
  tickets: TicketStore;
  pullRequests: Pick<PullRequestStore, 'read' | 'findings'>;
  host: Pick<PullRequestHost, 'read'>;
  timers: TimerStore;
  lifecycle: LifecycleQueue;
  executor: Executor;
  tokens: Pick<RunTokens, 'mint'>;
  /** Where runners reach us, without a trailing slash. */
  publicUrl: string;
}
