import { AppError } from '../../domain/errors.ts';
import type { AuditLog } from '../../ports/admin-store.ts';
import type { LifecycleQueue } from '../../ports/work-queue.ts';

/** Has advance-run note what was done, since nobody else may; an entry that cannot be sent is told to whoever asked. */
export function auditSender(lifecycle: LifecycleQueue): Pick<AuditLog, 'add'> {
  return {
    async add(entry) {
      try {
        await lifecycle.send({ type: 'Audited', entry });
      } catch (cause) {
        const detail = 'it may be done, but the audit log could not be told of it: look, and do it again';
        throw Object.assign(new AppError('not_audited', detail), { cause });
      }
    },
  };
}
