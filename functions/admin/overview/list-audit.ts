import type { OperationAnswer } from '../../../shared/contract/admin.ts';
import type { AdminDeps } from '../admin-deps.ts';

/** What people did on one day (UTC), today unless told, newest first. */
export async function listAudit(
  deps: Pick<AdminDeps, 'audit' | 'clock'>,
  input: { day?: string | undefined },
): Promise<OperationAnswer<'listAudit'>> {
  const day = input.day ?? deps.clock.now().slice(0, 10);
  return { day, entries: await deps.audit.ofDay(day) };
}
