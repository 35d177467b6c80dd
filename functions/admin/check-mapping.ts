import type { MappingInput } from '../../shared/contract/mapping-input.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { bucketIdOf, type ExecutorName, type ProjectMapping } from '../../shared/domain/mapping.ts';
import type { AdminDeps } from './admin-deps.ts';

const DEFAULT_LIMIT = 3;

export type ServedMapping = MappingInput & { executor: ExecutorName; maxInProgress: number };

/** Refuses what is well-formed but cannot be served: an executor that this deployment does not have, or a scope that is taken. */
export function checkMapping(
  { executors }: Pick<AdminDeps, 'executors'>,
  input: MappingInput,
  others: readonly ProjectMapping[],
): ServedMapping {
  const executor = executors.find((available) => available === input.executor);
  if (executor === undefined) {
    throw new AppError(
      'executor_unavailable',
      `runs cannot execute on ${input.executor} here; choose ${executors.join(' or ')}`,
    );
  }
  const rival = others.find((other) => hasScopeOf(other, input));
  if (rival !== undefined) {
    throw new AppError('ambiguous_mapping', `the mapping "${rival.name}" covers the same team, project and label`);
  }
  const bucketId = bucketIdOf({ ...input, mappingId: '' });
  const sharer = others.find((other) => bucketIdOf(other) === bucketId);
  return { ...input, executor, maxInProgress: input.maxInProgress ?? sharer?.maxInProgress ?? DEFAULT_LIMIT };
}

type Scope = Pick<MappingInput, 'tracker' | 'teamKey' | 'linearProjectId' | 'label'>;

function hasScopeOf(other: ProjectMapping, scope: Scope): boolean {
  return (
    other.tracker === scope.tracker &&
    other.teamKey === scope.teamKey &&
    other.linearProjectId === scope.linearProjectId &&
    other.label === scope.label
  );
}
