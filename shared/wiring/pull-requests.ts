import { lazyPullRequestHost } from '../adapters/github/lazy-pull-request-host.ts';
import { lazyPullRequests } from '../adapters/github/lazy-pull-requests.ts';
import type { Secrets } from '../ports/secrets.ts';
import { type GitHubEnv, githubApp } from './github-app.ts';

/** Pull requests as their host shows them, under the names that use cases know them by. */
export function openPullRequests(env: GitHubEnv, secrets: Secrets) {
  const app = githubApp(env, secrets);
  return { host: lazyPullRequestHost(app), pullRequestStates: lazyPullRequests(app) };
}
