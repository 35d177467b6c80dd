import { adminStores } from '../adapters/dynamodb/admin-stores.ts';
import { openFailureNotes } from './failure-notes.ts';
import type { Table } from './table.ts';

/** Settings, sessions, sign-in throttle, audit log, and why messages failed. */
export function openAdminStores(table: Table) {
  return { ...adminStores(table.client, table.name), failures: openFailureNotes(table) };
}
