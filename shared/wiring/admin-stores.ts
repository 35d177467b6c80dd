import { adminStores } from '../adapters/dynamodb/admin-stores.ts';
import { openAudit } from './audit-log.ts';
import { openFailureNotes } from './failure-notes.ts';
import { openSettings } from './settings-store.ts';
import type { Table } from './table.ts';

/** Settings, sessions, sign-in throttle, audit log, and why messages failed. */
export function openAdminStores(table: Table, env: { LIFECYCLE_QUEUE_URL: string }) {
  return {
    ...adminStores(table.client, table.name),
    audit: openAudit(table, env),
    settings: openSettings(table),
    failures: openFailureNotes(table),
  };
}
