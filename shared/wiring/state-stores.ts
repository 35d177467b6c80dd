import { mappingStore } from '../adapters/dynamodb/mapping-store.ts';
import { runStore } from '../adapters/dynamodb/run-store.ts';
import { ticketStore } from '../adapters/dynamodb/ticket-store.ts';
import { lazyPort } from '../domain/lazy-port.ts';
import type { BucketStore, DispatchRecordStore } from '../ports/admission-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { SpendingStore } from '../ports/spending-store.ts';
import type { TimerStore } from '../ports/timer-store.ts';
import type { Table } from './table.ts';

/** The stores of the orchestration on one table and one client, under the names that use cases know them by. */
export function openStateStores({ client, name }: Table, clock: Clock) {
  return {
    mappings: mappingStore(client, name),
    // Few calls of the admin API are about capacity.
    buckets: lazyPort<BucketStore>(async () =>
      (await import('../adapters/dynamodb/bucket-store.ts')).bucketStore(client, name),
    ),
    // Of the calls of the admin API, of polls and of watches few look at one.
    dispatchRecords: lazyPort<DispatchRecordStore>(async () =>
      (await import('../adapters/dynamodb/dispatch-record-store.ts')).dispatchRecordStore(client, name),
    ),
    runs: runStore(client, name, clock),
    // Of the messages about a run its admission and its end alone are about money.
    spending: lazyPort<SpendingStore>(async () =>
      (await import('../adapters/dynamodb/spending-store.ts')).spendingStore(client, name),
    ),
    tickets: ticketStore(client, name),
    // Few messages are about a pull request.
    pullRequests: lazyPort(async () =>
      (await import('../adapters/dynamodb/pull-request-store.ts')).pullRequestStore(client, name),
    ),
    // Few calls of the admin API set one; with it comes the schema of all events.
    timers: lazyPort<TimerStore>(async () =>
      (await import('../adapters/dynamodb/timer-store.ts')).timerStore(client, name),
    ),
  };
}
