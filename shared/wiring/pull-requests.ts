import { lazyPort } from '../domain/lazy-port.ts';
import type { PullRequestHost } from '../ports/pull-request-host.ts';
import type { Secrets } from '../ports/secrets.ts';
import { type GitHubEnv, githubApp } from './github-app.ts';

/** Pull requests as their host shows them. */
export function openPullRequestHost(env: GitHubEnv, secrets: Secrets): PullRequestHost {
  return lazyPort(async () =>
    (await import('../adapters/github/github-pull-request-host.ts')).githubPullRequestHost(githubApp(env, secrets)),
  );
}
