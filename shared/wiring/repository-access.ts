import { repositoryAccess } from '../adapters/github/repository-access.ts';
import type { RepositoryAccess } from '../ports/repository-access.ts';
import type { Secrets } from '../ports/secrets.ts';
import { type GitHubEnv, githubApp } from './github-app.ts';

/** Repositories as our App reaches them, and tokens for them. */
export function openRepositoryAccess(env: GitHubEnv, secrets: Secrets): RepositoryAccess {
  return repositoryAccess(githubApp(env, secrets));
}
