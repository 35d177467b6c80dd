import { AppError } from '../../../shared/domain/errors.ts';
import { isLive } from '../../../shared/domain/run.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { auditMapping } from './audit-mapping.ts';
import { readMapping } from './read-mapping.ts';

/** Removes a mapping of which no run is live; its bucket stays, since other mappings may share it. */
export async function deleteMapping(
  deps: Pick<AdminDeps, 'mappings' | 'runs' | 'audit' | 'caller' | 'clock' | 'ids'>,
  input: { mappingId: string; reason?: string | undefined },
): Promise<{ mappingId: string }> {
  const mapping = await readMapping(deps, input.mappingId);
  const live = (await deps.runs.open()).filter((run) => run.mappingId === mapping.mappingId && isLive(run.status));
  if (live.length > 0) {
    const keys = live.map((run) => run.ticketKey).join(', ');
    throw new AppError(
      'mapping_in_use',
      `runs of this mapping are in flight (${keys}); pause it and wait for their end`,
    );
  }
  if ((await deps.mappings.remove(mapping)) === 'stale') {
    throw new AppError('conflicting_change', 'somebody else changed this mapping meanwhile; load it again');
  }
  await auditMapping(deps, 'mapping_deleted', mapping, input.reason === undefined ? [] : [input.reason]);
  return { mappingId: mapping.mappingId };
}
