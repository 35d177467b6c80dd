import { lazyPort } from '../domain/lazy-port.ts';
import type { AuditLog } from '../ports/admin-store.ts';
import type { Table } from './table.ts';

/** Few invocations look at what people did, or note it. */
export function openAuditLog({ client, name }: Table): AuditLog {
  return lazyPort<AuditLog>(async () => (await import('../adapters/dynamodb/audit-log.ts')).auditLog(client, name));
}

/** The same for whoever may not write to it: entries go through the queue. */
export function openAudit(table: Table, env: { LIFECYCLE_QUEUE_URL: string }): AuditLog {
  const { ofDay, headOf } = openAuditLog(table);
  const { add } = lazyPort<Pick<AuditLog, 'add'>>(async () => {
    const [{ auditSender }, { openLifecycle }] = await Promise.all([
      import('../adapters/sqs/audit-sender.ts'),
      import('./lifecycle-queue.ts'),
    ]);
    return auditSender(openLifecycle(env));
  });
  return { ofDay, headOf, add };
}
