import { RepositoryRefusal } from '../../domain/errors.ts';
import type { DispatchFailureCode } from '../../domain/failures/dispatch-failures.ts';
import { adviceFor } from '../../domain/failures/failures.ts';
import type { LastingRefusal } from '../../github/lasting-refusal.ts';
import type { RepositoryName } from '../../ports/repository-access.ts';
import type { GitHubFailure } from './github-error.ts';

/** What a refusal for good means for the mapping of its repository. */
export const REFUSAL_CODES: Record<LastingRefusal, DispatchFailureCode> = {
  archived: 'repository_archived',
  suspended: 'app_suspended',
  moved: 'repository_moved',
  actions_disabled: 'actions_disabled',
  not_permitted: 'app_not_permitted',
};

/** The error about a repository that takes nothing any more; undefined where it may do so later. */
export function repositoryRefusal(
  { lasting, message }: GitHubFailure,
  { owner, repo }: RepositoryName,
): RepositoryRefusal | undefined {
  if (lasting === undefined) return undefined;
  const code = REFUSAL_CODES[lasting];
  return new RepositoryRefusal(code, adviceFor(code, `${owner}/${repo} (${message})`));
}
