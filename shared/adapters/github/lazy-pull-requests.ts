import type { PullRequests } from '../../ports/pull-requests.ts';
import type { AppCredentials } from './app-installation.ts';

/** Imported when it is first asked: few messages look at a pull request. */
export function lazyPullRequests(credentials: AppCredentials): PullRequests {
  return {
    state: async (prUrl) => (await import('./github-pull-requests.ts')).githubPullRequests(credentials).state(prUrl),
  };
}
