import type { OperationAnswer } from '../../../shared/contract/admin.ts';
import { TRACKERS } from '../../../shared/domain/ticket.ts';
import type { AdminDeps } from '../admin-deps.ts';

/** All mappings, by name, and what a mapping may choose. */
export async function listMappings(
  deps: Pick<AdminDeps, 'mappings' | 'executors' | 'trackers'>,
): Promise<OperationAnswer<'listMappings'>> {
  const mappings = await deps.mappings.all();
  return { mappings, executors: [...deps.executors], trackers: TRACKERS.filter((name) => name in deps.trackers) };
}
