import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { auditLog } from '../../shared/adapters/dynamodb/audit-log.ts';
import { bucketStore } from '../../shared/adapters/dynamodb/bucket-store.ts';
import { dispatchRecordStore } from '../../shared/adapters/dynamodb/dispatch-record-store.ts';
import { failureNotes } from '../../shared/adapters/dynamodb/failure-notes.ts';
import { mappingStore } from '../../shared/adapters/dynamodb/mapping-store.ts';
import { notificationMarks } from '../../shared/adapters/dynamodb/notification-marks.ts';
import { pullRequestStore } from '../../shared/adapters/dynamodb/pull-request-store.ts';
import { redeliveryStore } from '../../shared/adapters/dynamodb/redelivery-store.ts';
import { runStore } from '../../shared/adapters/dynamodb/run-store.ts';
import { sessionStore } from '../../shared/adapters/dynamodb/session-store.ts';
import { settingsStore } from '../../shared/adapters/dynamodb/settings-store.ts';
import { signInThrottle } from '../../shared/adapters/dynamodb/sign-in-throttle.ts';
import { spendingStore } from '../../shared/adapters/dynamodb/spending-store.ts';
import { stopStore } from '../../shared/adapters/dynamodb/stop-store.ts';
import { ticketStore } from '../../shared/adapters/dynamodb/ticket-store.ts';
import { timerStore } from '../../shared/adapters/dynamodb/timer-store.ts';
import type { AuditLog, SessionStore, SignInThrottle } from '../../shared/ports/admin-store.ts';
import type { BucketStore, DispatchRecordStore } from '../../shared/ports/admission-store.ts';
import type { FailureNotes } from '../../shared/ports/failure-notes.ts';
import type { MappingStore } from '../../shared/ports/mapping-store.ts';
import type { NotificationMarks } from '../../shared/ports/notifier.ts';
import type { PullRequestStore } from '../../shared/ports/pull-request-store.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import type { SettingsStore } from '../../shared/ports/settings-store.ts';
import type { SpendingStore } from '../../shared/ports/spending-store.ts';
import type { StopStore } from '../../shared/ports/stop-store.ts';
import type { TicketStore } from '../../shared/ports/ticket-store.ts';
import type { TimerStore } from '../../shared/ports/timer-store.ts';
import type { RedeliveryStore } from '../../shared/ports/webhook-deliveries.ts';
import { fakeAuditLog, fakeSessionStore, fakeSignInThrottle } from '../fakes/fake-admin-stores.ts';
import { fakeBucketStore } from '../fakes/fake-bucket-store.ts';
import { fakeClock } from '../fakes/fake-clock.ts';
import { fakeDispatchRecordStore } from '../fakes/fake-dispatch-record-store.ts';
import { fakeFailureNotes } from '../fakes/fake-failure-notes.ts';
import { fakeMappingStore } from '../fakes/fake-mapping-store.ts';
import { fakeNotificationMarks } from '../fakes/fake-notifier.ts';
import { fakePullRequestStore } from '../fakes/fake-pull-request-store.ts';
import { fakeRedeliveryStore } from '../fakes/fake-redelivery-store.ts';
import { fakeRunStore } from '../fakes/fake-run-store.ts';
import { fakeSettingsStore } from '../fakes/fake-settings-store.ts';
import { fakeSpendingStore } from '../fakes/fake-spending-store.ts';
import { fakeStopStore } from '../fakes/fake-stop-store.ts';
import { fakeTicketStore } from '../fakes/fake-ticket-store.ts';
import { fakeTimerStore } from '../fakes/fake-timer-store.ts';

/** Every store, over one table. */
export interface Stores {
  buckets: BucketStore;
  dispatchRecords: DispatchRecordStore;
  runs: RunStore;
  tickets: TicketStore;
  mappings: MappingStore;
  pullRequests: PullRequestStore;
  timers: TimerStore;
  settings: SettingsStore;
  redeliveries: RedeliveryStore;
  sessions: SessionStore;
  throttle: SignInThrottle;
  audit: AuditLog;
  spending: SpendingStore;
  stops: StopStore;
  failures: FailureNotes;
  notified: NotificationMarks;
}

/** Stores with nothing in them. */
export type FreshStores = () => Promise<Stores>;

export function fakeStores(): Stores {
  return {
    buckets: fakeBucketStore(),
    dispatchRecords: fakeDispatchRecordStore(),
    runs: fakeRunStore(),
    tickets: fakeTicketStore(),
    mappings: fakeMappingStore(),
    pullRequests: fakePullRequestStore(),
    timers: fakeTimerStore(),
    settings: fakeSettingsStore(),
    redeliveries: fakeRedeliveryStore(),
    sessions: fakeSessionStore(),
    throttle: fakeSignInThrottle(),
    audit: fakeAuditLog(),
    spending: fakeSpendingStore(),
    stops: fakeStopStore(),
    failures: fakeFailureNotes(),
    notified: fakeNotificationMarks(),
  };
}

export function dynamoDbStores(client: DynamoDBDocumentClient, tableName: string): Stores {
  return {
    buckets: bucketStore(client, tableName),
    dispatchRecords: dispatchRecordStore(client, tableName),
    runs: runStore(client, tableName, fakeClock()),
    tickets: ticketStore(client, tableName),
    mappings: mappingStore(client, tableName),
    pullRequests: pullRequestStore(client, tableName),
    timers: timerStore(client, tableName),
    settings: settingsStore(client, tableName),
    redeliveries: redeliveryStore(client, tableName),
    sessions: sessionStore(client, tableName),
    throttle: signInThrottle(client, tableName),
    audit: auditLog(client, tableName),
    spending: spendingStore(client, tableName),
    stops: stopStore(client, tableName),
    failures: failureNotes(client, tableName),
    notified: notificationMarks(client, tableName),
  };
}
