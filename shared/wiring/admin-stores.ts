import { adminStores } from '../adapters/dynamodb/admin-stores.ts';
import { openFailureNotes } from './failure-notes.ts';
import { openSettings } from './settings-store.ts';
import type { Table } from './table.ts';

/** Settings, sessions, sign-in throttle, audit log, and why messages failed. */
export function openAdminStores(table: Table) {
  return {
    ...adminStores(table.client, table.name),
    settings: openSettings(table),
    failures: openFailureNotes(table),
  };
}
