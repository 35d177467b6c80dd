import type { MappingView } from '../../shared/contract/admin.ts';
import type { AdminDeps } from './admin-deps.ts';
import { presentMapping } from './present-mapping.ts';

/** All mappings, by name. */
export async function listMappings(deps: Pick<AdminDeps, 'mappings'>): Promise<{ mappings: MappingView[] }> {
  return { mappings: (await deps.mappings.all()).map(presentMapping) };
}
