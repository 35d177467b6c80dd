import type { NamedMapping } from '../../../shared/contract/run-list.ts';
import type { ProjectMapping } from '../../../shared/domain/mapping.ts';

/** A mapping to choose from, or to look at by itself. */
export function namedMapping({ mappingId, name, owner, repo }: ProjectMapping): NamedMapping {
  return { mappingId, name, repository: `${owner}/${repo}` };
}
