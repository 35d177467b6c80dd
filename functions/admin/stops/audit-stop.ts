import type { AuditEntry } from '../../../shared/domain/audit-chain.ts';
import type { AdminDeps } from '../admin-deps.ts';

interface Stopped extends Pick<AuditEntry, 'subject' | 'detail'> {
  action: 'run_cancelled' | 'ticket_cancelled' | 'mapping_cancelled' | 'all_stopped' | 'stop_undone';
}

/** Notes what was stopped, or let go again, and why. */
export async function auditStop(
  deps: Pick<AdminDeps, 'audit' | 'caller' | 'clock' | 'ids'>,
  stopped: Stopped,
): Promise<void> {
  await deps.audit.add({ ...stopped, entryId: deps.ids.ulid(), at: deps.clock.now(), actor: deps.caller.name });
}
