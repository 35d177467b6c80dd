import { runStore } from '../adapters/dynamodb/run-store.ts';
import { timerStore } from '../adapters/dynamodb/timer-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Table } from './table.ts';

/** Runs and their timers, for what has nothing to do with tickets. */
export function openRunStores({ client, name }: Table, clock: Clock) {
  return { runs: runStore(client, name, clock), timers: timerStore(client, name) };
}
