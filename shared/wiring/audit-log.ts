import { auditLog } from '../adapters/dynamodb/audit-log.ts';
import type { Table } from './table.ts';

/** What was done, and by whom. */
export function openAuditLog({ client, name }: Table) {
  return auditLog(client, name);
}
