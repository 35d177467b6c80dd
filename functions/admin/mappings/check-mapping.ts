import type { MappingInput } from '../../../shared/contract/mapping-input.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { bucketIdOf, type ExecutorName, type ProjectMapping } from '../../../shared/domain/mapping.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { requireTracker } from './ask-tracker.ts';
import { checkScope } from './check-scope.ts';

const DEFAULT_LIMIT = 3;

export type ServedMapping = MappingInput & { teamKey: string; executor: ExecutorName; maxInProgress: number };

/**
 * Refuses what is well-formed but cannot be served: an executor that this deployment does not have, a scope that is taken, or
 * one that Jira will not search for.
 */
export async function checkMapping(
  deps: Pick<AdminDeps, 'executors' | 'trackers'>,
  input: MappingInput,
  others: readonly ProjectMapping[],
): Promise<ServedMapping> {
  const executor = deps.executors.find((available) => available === input.executor);
  if (executor === undefined) {
    throw new AppError(
      'executor_unavailable',
      `runs cannot execute on ${input.executor} here; choose ${deps.executors.join(' or ')}`,
    );
  }
  requireTracker(deps, input.tracker);
  const rival = others.find((other) => hasScopeOf(other, input));
  if (rival !== undefined)
    throw new AppError('ambiguous_mapping', `the mapping "${rival.name}" covers ${SAME[input.tracker]}`);
  const { problems } = input.tracker === 'jira' ? await checkScope(deps, input) : { problems: [] };
  if (problems.length > 0) throw new AppError('scope_refused', problems.join(' '));
  const served = { ...input, teamKey: input.teamKey ?? '', executor };
  return { ...served, maxInProgress: input.maxInProgress ?? sharedLimit(served, others) ?? DEFAULT_LIMIT };
}

const SAME = { linear: 'the same team, project and label', jira: 'the same query and repository value' } as const;

/** On Linear a team has one capacity. */
function sharedLimit(
  { tracker, teamKey }: Pick<ServedMapping, 'tracker' | 'teamKey'>,
  others: readonly ProjectMapping[],
): number | undefined {
  const bucketId = bucketIdOf({ tracker, teamKey, mappingId: '' });
  return others.find((other) => bucketIdOf(other) === bucketId)?.maxInProgress;
}

type Scope = Pick<MappingInput, 'tracker' | 'teamKey' | 'linearProjectId' | 'label' | 'jql' | 'repoFieldValue'>;

function hasScopeOf(other: ProjectMapping, scope: Scope): boolean {
  return other.tracker === scope.tracker && scopeOf(other) === scopeOf(scope);
}

/** Jira compares values of fields, and queries, whatever their case; Linear does so with names of labels. */
function scopeOf({ tracker, teamKey, linearProjectId, label, jql = '', repoFieldValue = '' }: Scope): string {
  const jira = [jql.replace(/\s+/g, ' ').trim().toLowerCase(), repoFieldValue.toLowerCase()];
  return JSON.stringify(tracker === 'jira' ? jira : [teamKey, linearProjectId, label?.toLowerCase()]);
}
