import { githubCodeHost } from '../adapters/github/github-code-host.ts';
import type { CodeHost } from '../ports/code-host.ts';
import type { Secrets } from '../ports/secrets.ts';
import { type GitHubEnv, githubApp } from './github-app.ts';

/** The files of repositories, and proposals to change them. */
export function openCodeHost(env: GitHubEnv, secrets: Secrets): CodeHost {
  return githubCodeHost(githubApp(env, secrets));
}
