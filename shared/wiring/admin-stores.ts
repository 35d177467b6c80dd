import { adminStores } from '../adapters/dynamodb/admin-stores.ts';
import type { Table } from './table.ts';

/** Settings, sessions, sign-in throttle and audit log. */
export function openAdminStores({ client, name }: Table) {
  return adminStores(client, name);
}
