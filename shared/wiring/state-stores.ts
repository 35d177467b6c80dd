import { stateStores } from '../adapters/dynamodb/state-stores.ts';
import type { Clock } from '../ports/clock.ts';
import type { Table } from './table.ts';

/** The stores of the orchestration, under the names that use cases know them by. */
export function openStateStores({ client, name }: Table, clock: Clock) {
  return stateStores(client, name, clock);
}
