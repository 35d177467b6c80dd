import type { OperationAnswer } from '../../../shared/contract/admin.ts';
import { PAGE_ROWS } from '../../../shared/contract/run-list.ts';
import { breaksIn } from '../../../shared/domain/audit-chain.ts';
import type { AdminDeps } from '../admin-deps.ts';

type Deps = Pick<AdminDeps, 'audit' | 'clock' | 'ids'>;

/**
 * What people did on one day (UTC), today unless told, newest first, a page at a time, and where the chain of the whole day is broken. A break is looked at twice, since entries
 * may be noted between two reads.
 */
export async function listAudit(
  deps: Deps,
  { after, ...input }: { day?: string | undefined; after?: string | undefined },
): Promise<OperationAnswer<'listAudit'>> {
  const day = input.day ?? deps.clock.now().slice(0, 10);
  const first = await readDay(deps, day);
  const { entries, breaks } = first.breaks.length === 0 ? first : await readDay(deps, day);
  const older = after === undefined ? entries : entries.filter(({ entryId }) => entryId < after);
  const shown = older.slice(0, PAGE_ROWS);
  const next = older.length > PAGE_ROWS ? shown.at(-1)?.entryId : undefined;
  return { day, entries: shown.map(({ prev: _, hash: __, ...entry }) => entry), ...(next && { next }), breaks };
}

async function readDay({ audit, ids }: Deps, day: string) {
  const head = await audit.headOf(day);
  const entries = await audit.ofDay(day);
  return { entries, breaks: breaksIn(day, { entries, head }, ids.hashOf) };
}
