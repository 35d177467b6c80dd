import { AppError, type ErrorCode } from '../../domain/errors.ts';
import type { RepositoryName } from '../../ports/repository-access.ts';
import { UnusableKey } from './app-installation.ts';
import { type GitHubFailure, githubFailure, unavailable } from './github-error.ts';

/** The error that callers get when a request with the App's own credentials failed, or could not even be signed. */
export function appError(error: unknown, { owner, repo }: RepositoryName, now: number): unknown {
  if (error instanceof UnusableKey) return new AppError('github_refused', UNUSABLE_KEY);
  const failure = githubFailure(error, now);
  if (failure === undefined) return error;
  const { status, message, lasting } = failure;
  if (isOutage(failure)) return unavailable(failure);
  if (lasting === 'suspended' || lasting === 'moved') return lastingError(lasting, { owner, repo });
  if (status === 404) {
    return new AppError(
      'app_not_installed',
      `the GitHub App is not installed on ${owner}/${repo}, or there is no such repository; install it there`,
    );
  }
  if (status === 422) {
    return new AppError(
      'missing_permission',
      `the installation of the GitHub App does not cover ${owner}/${repo} with the permissions that are needed (${message}); select the repository and accept the permissions`,
    );
  }
  return new AppError('github_refused', `GitHub refused the App (${status}: ${message})`);
}

const LASTING_ERRORS = {
  archived: ['repository_archived', 'is archived; unarchive it'],
  moved: ['repository_moved', "was renamed or moved; correct the mapping's repository"],
  suspended: ['app_suspended', 'is closed to the GitHub App, whose installation is suspended; lift the suspension'],
} as const;

function lastingError(lasting: keyof typeof LASTING_ERRORS, { owner, repo }: RepositoryName): AppError {
  const [code, words] = LASTING_ERRORS[lasting];
  return new AppError(code, `${owner}/${repo} ${words}`);
}

const UNUSABLE_KEY = 'the private key of the GitHub App cannot be used; store the whole PEM file that GitHub gave';

/** The error that callers get when a request with a token of the repository failed. */
export function repositoryError(error: unknown, { owner, repo }: RepositoryName, now: number): unknown {
  const failure = githubFailure(error, now);
  if (failure === undefined) return error;
  const { status, message, lasting } = failure;
  if (isOutage(failure)) return unavailable(failure);
  if (lasting === 'suspended' || lasting === 'moved' || lasting === 'archived') {
    return lastingError(lasting, { owner, repo });
  }
  if (status === 404) {
    return new AppError('repository_missing', `${owner}/${repo} does not exist, or the GitHub App may not see it`);
  }
  if (/disabled/i.test(message)) {
    return new AppError('actions_disabled', `Actions are disabled in ${owner}/${repo} (${message}); enable them there`);
  }
  if (status === 403) {
    return new AppError(
      'missing_permission',
      `GitHub does not let the App do this in ${owner}/${repo} (${message}); accept the App's permissions there`,
    );
  }
  return new AppError('github_refused', `GitHub refused this for ${owner}/${repo} (${status}: ${message})`);
}

type MissingCode = Extract<ErrorCode, `${'branch' | 'commit' | 'pull_request' | 'workflow_run'}_missing`>;

/**
 * Asks for something within a repository that is known to be there, since a token for it was minted: what GitHub does not find then is
 * the thing itself, named by `what` in words for people.
 */
export async function orMissing<T>(
  { owner, repo }: RepositoryName,
  [code, what]: readonly [code: MissingCode, what: string],
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (githubFailure(error, 0)?.status !== 404) throw error;
    const sentence = `GitHub does not find ${what} in ${owner}/${repo}: it was removed meanwhile, or the GitHub App may not change it`;
    throw new AppError(code, `${sentence}; try again, and if it stays so, accept the App's permissions there`);
  }
}

function isOutage({ status, retryAt }: GitHubFailure): boolean {
  return retryAt !== undefined || status === undefined || status >= 500;
}
