import { runStore } from '../adapters/dynamodb/run-store.ts';
import { lazyPort } from '../domain/lazy-port.ts';
import type { Clock } from '../ports/clock.ts';
import type { TimerStore } from '../ports/timer-store.ts';
import type { Table } from './table.ts';

/** Runs and their timers, for what has nothing to do with tickets. */
export function openRunStores({ client, name }: Table, clock: Clock) {
  return {
    runs: runStore(client, name, clock),
    // Few of their calls set one; with it comes the schema of all events.
    timers: lazyPort<TimerStore>(async () =>
      (await import('../adapters/dynamodb/timer-store.ts')).timerStore(client, name),
    ),
  };
}
