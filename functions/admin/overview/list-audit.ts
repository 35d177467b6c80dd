import type { OperationAnswer } from '../../../shared/contract/admin.ts';
import { breaksIn } from '../../../shared/domain/audit-chain.ts';
import type { AdminDeps } from '../admin-deps.ts';

type Deps = Pick<AdminDeps, 'audit' | 'clock' | 'ids'>;

/**
 * What people did on one day (UTC), today unless told, newest first, and where its chain is broken. A break is looked at twice, since entries
 * may be noted between two reads.
 */
export async function listAudit(
  deps: Deps,
  input: { day?: string | undefined },
): Promise<OperationAnswer<'listAudit'>> {
  const day = input.day ?? deps.clock.now().slice(0, 10);
  const first = await readDay(deps, day);
  return first.breaks.length === 0 ? first : readDay(deps, day);
}

async function readDay({ audit, ids }: Deps, day: string) {
  const head = await audit.headOf(day);
  const entries = await audit.ofDay(day);
  const breaks = breaksIn(day, { entries, head }, ids.hashOf);
  return { day, entries: entries.map(({ prev: _, hash: __, ...entry }) => entry), breaks };
}
