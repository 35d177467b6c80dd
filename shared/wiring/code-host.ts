import { lazyPort } from '../domain/lazy-port.ts';
import type { CodeHost } from '../ports/code-host.ts';
import type { Secrets } from '../ports/secrets.ts';
import { type GitHubEnv, githubApp } from './github-app.ts';

/** The files of repositories, and proposals to change them; a call that is refused needs none of it. */
export function openCodeHost(env: GitHubEnv, secrets: Secrets): CodeHost {
  return lazyPort<CodeHost>(async () =>
    (await import('../adapters/github/github-code-host.ts')).githubCodeHost(githubApp(env, secrets)),
  );
}
