import type { MappingView } from '../../../shared/contract/mapping-record.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { auditMapping } from './audit-mapping.ts';
import { readMapping } from './read-mapping.ts';
import { saveMapping } from './save-mapping.ts';

/** Lets the mapping run again, whether a person paused it or we suspended it. */
export async function resumeMapping(
  deps: Pick<AdminDeps, 'mappings' | 'audit' | 'caller' | 'clock' | 'ids'>,
  input: { mappingId: string },
): Promise<MappingView> {
  const { suspended: _, stopId: __, ...standing } = await readMapping(deps, input.mappingId);
  const saved = await saveMapping(deps, { ...standing, paused: false });
  await auditMapping(deps, 'mapping_resumed', saved);
  return saved;
}
