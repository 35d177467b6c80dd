import type { AppCredentials } from '../adapters/github/app-installation.ts';
import type { Secrets } from '../ports/secrets.ts';

/** A function's variables for GitHub. */
export interface GitHubEnv {
  GITHUB_API_URL: string;
  GITHUB_APP_ID_PARAMETER: string;
  GITHUB_PRIVATE_KEY_PARAMETER: string;
}

/** Our App on GitHub, with its key as it is stored. */
export function githubApp(env: GitHubEnv, secrets: Secrets): AppCredentials {
  return {
    apiUrl: env.GITHUB_API_URL,
    async key(options) {
      const names = [env.GITHUB_APP_ID_PARAMETER, env.GITHUB_PRIVATE_KEY_PARAMETER] as const;
      const [appId, privateKey] = await secrets(names, options);
      return { appId, privateKey };
    },
  };
}
