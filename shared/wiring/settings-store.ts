import { settingsStore } from '../adapters/dynamodb/settings-store.ts';
import type { Table } from './table.ts';

/** The settings of the deployment, and the lease of the poll. */
export function openSettings({ client, name }: Table) {
  return settingsStore(client, name);
}
