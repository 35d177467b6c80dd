import { lazyPort } from '../domain/lazy-port.ts';
import type { AuditLog } from '../ports/admin-store.ts';
import type { Table } from './table.ts';

/** Few invocations note what a person did. */
export function openAuditLog({ client, name }: Table): AuditLog {
  return lazyPort<AuditLog>(async () => (await import('../adapters/dynamodb/audit-log.ts')).auditLog(client, name));
}
