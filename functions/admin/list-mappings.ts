import type { OperationAnswer } from '../../shared/contract/admin.ts';
import type { AdminDeps } from './admin-deps.ts';
import { presentMapping } from './present-mapping.ts';

/** All mappings, by name, and what a mapping may choose. */
export async function listMappings(
  deps: Pick<AdminDeps, 'mappings' | 'executors'>,
): Promise<OperationAnswer<'listMappings'>> {
  return { mappings: (await deps.mappings.all()).map(presentMapping), executors: [...deps.executors] };
}
