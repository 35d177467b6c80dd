import type { Caller } from '../../shared/contract/admin-access.ts';
import type { ExecutorName } from '../../shared/domain/executors.ts';
import type { TrackerName } from '../../shared/domain/ticket.ts';
import type { AuditLog, SessionStore, SignInThrottle } from '../../shared/ports/admin-store.ts';
import type { BucketStore, DispatchRecordStore } from '../../shared/ports/admission-store.ts';
import type { Clock, Ids } from '../../shared/ports/clock.ts';
import type { FailureNotes } from '../../shared/ports/failure-notes.ts';
import type { MappingStore } from '../../shared/ports/mapping-store.ts';
import type { PullRequestStore } from '../../shared/ports/pull-request-store.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import type { SecretKeys } from '../../shared/ports/run-tokens.ts';
import type { SettingsStore } from '../../shared/ports/settings-store.ts';
import type { SpendingStore } from '../../shared/ports/spending-store.ts';
import type { StopStore } from '../../shared/ports/stop-store.ts';
import type { TicketStore } from '../../shared/ports/ticket-store.ts';
import type { TimerStore } from '../../shared/ports/timer-store.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import type { CandidateQueue, DeadLetters, LifecycleQueue } from '../../shared/ports/work-queue.ts';

export type AskedTracker = Pick<Tracker, 'read' | 'ourComments' | 'check'>;

/** Everything the use cases of this function stand on; each names its own part of it. */
export interface AdminDeps {
  runs: Pick<RunStore, 'read' | 'readReport' | 'steps' | 'open' | 'startedOn' | 'ofTicket' | 'wishCancel' | 'entomb'>;
  tickets: Pick<TicketStore, 'read' | 'readMany' | 'write' | 'withStatus' | 'changedBy' | 'unshown'>;
  spending: Pick<SpendingStore, 'read' | 'raise' | 'daysOf' | 'pullDaysOf'>;
  pullRequests: Pick<PullRequestStore, 'read' | 'waiting' | 'ofTicket' | 'newest' | 'findings'>;
  mappings: MappingStore;
  buckets: Pick<BucketStore, 'saveLimit' | 'all' | 'read'>;
  dispatchRecords: Pick<DispatchRecordStore, 'read' | 'lift' | 'release'>;
  timers: Pick<TimerStore, 'set'>;
  settings: Pick<SettingsStore, 'readPollState' | 'readPolled' | 'readWebhook'>;
  sessions: SessionStore;
  throttle: SignInThrottle;
  audit: AuditLog;
  stops: StopStore;
  candidates: CandidateQueue;
  lifecycle: LifecycleQueue;
  /** By name; made when one is first asked, which few requests do. */
  trackers: { [Name in TrackerName]?: () => Promise<AskedTracker> };
  deadLetters: DeadLetters;
  failures: Pick<FailureNotes, 'read'>;
  clock: Clock;
  ids: Ids;
  keys: SecretKeys;
  /** Who asks: what they do is noted under their name. */
  caller: Caller;
  /** The executors that this deployment has. */
  executors: readonly ExecutorName[];
  /** The code that opens the admin UI. */
  accessCode: (options?: { isFresh: boolean }) => Promise<string>;
}
