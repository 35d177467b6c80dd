import { lazyPort } from '../domain/lazy-port.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { Table } from './table.ts';

/** The settings of the deployment, and the lease of the poll. */
export function openSettings({ client, name }: Table): SettingsStore {
  // Few messages need them.
  return lazyPort(async () => (await import('../adapters/dynamodb/settings-store.ts')).settingsStore(client, name));
}
