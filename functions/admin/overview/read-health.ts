import { workChecks } from '../../../shared/checks/work-checks.ts';
import type { OperationAnswer } from '../../../shared/contract/admin.ts';
import { VERSION } from '../../../shared/contract/version.ts';
import { TRACKERS } from '../../../shared/domain/ticket.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { namedMapping } from '../mappings/named-mapping.ts';
import { readOverview } from './read-overview.ts';

type Deps = Parameters<typeof readOverview>[0] & Pick<AdminDeps, 'trackers' | 'executors' | 'mappings'>;

/** What the doctor says of the work that goes on, as far as our own table tells: nobody outside is asked. */
export async function readHealth(deps: Deps): Promise<OperationAnswer<'readHealth'>> {
  const trackers = TRACKERS.filter((name) => name in deps.trackers);
  const overview = await readOverview(deps);
  const mappings = await deps.mappings.all();
  return {
    now: overview.now,
    version: VERSION,
    trackers,
    executors: [...deps.executors],
    checks: workChecks(overview, trackers),
    mappings: mappings.map(namedMapping),
  };
}
