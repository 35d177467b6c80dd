import { AppError } from '../../../shared/domain/errors.ts';
import type { ProjectMapping } from '../../../shared/domain/mapping.ts';
import type { AdminDeps } from '../admin-deps.ts';

/** A mapping that must exist. */
export async function readMapping(deps: Pick<AdminDeps, 'mappings'>, mappingId: string): Promise<ProjectMapping> {
  const mapping = await deps.mappings.read(mappingId);
  if (mapping === undefined) throw new AppError('not_found', 'there is no such mapping');
  return mapping;
}
