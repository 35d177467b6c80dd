import { lazyPort } from '../domain/lazy-port.ts';
import type { RepositoryAccess } from '../ports/repository-access.ts';
import type { Secrets } from '../ports/secrets.ts';
import { type GitHubEnv, githubApp } from './github-app.ts';

/** Looks at repositories, for what does so rarely. */
export function openRepositoryLooks(env: GitHubEnv, secrets: Secrets): Pick<RepositoryAccess, 'look'> {
  return lazyPort<RepositoryAccess>(async () =>
    (await import('../adapters/github/repository-access.ts')).repositoryAccess(githubApp(env, secrets)),
  );
}
