import type { MappingView } from '../../../shared/contract/mapping-record.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { auditMapping } from './audit-mapping.ts';
import { readMapping } from './read-mapping.ts';
import { saveMapping } from './save-mapping.ts';

/** Starts no new run of this mapping; runs in flight go on. */
export async function pauseMapping(
  deps: Pick<AdminDeps, 'mappings' | 'audit' | 'caller' | 'clock' | 'ids'>,
  input: { mappingId: string },
): Promise<MappingView> {
  const standing = await readMapping(deps, input.mappingId);
  const saved = await saveMapping(deps, { ...standing, paused: true });
  await auditMapping(deps, 'mapping_paused', saved);
  return saved;
}
