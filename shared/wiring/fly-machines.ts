import { flyMachines } from '../adapters/fly/fly-machines.ts';
import type { ExecutorsEnv, MachinesEnv } from '../contract/env.ts';
import type { Executor } from '../ports/executor.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { GitHubEnv } from './github-app.ts';
import { secretOf } from './secrets.ts';

type Env = Pick<ExecutorsEnv, 'FLY_APP_NAME'> & MachinesEnv & GitHubEnv & { PUBLIC_URL: string };

/** Machines on Fly; who only looks after them has no variables to make any, and never does. */
export function openMachines(env: Env, secrets: Secrets): Executor {
  const { FLY_MODEL_CREDENTIALS_PARAMETER: credentials = '', FLY_IMAGE: defaultImage = '', GITHUB_WEB_URL = '' } = env;
  return flyMachines({
    apiUrl: env.FLY_API_URL,
    webUrl: env.FLY_WEB_URL,
    app: env.FLY_APP_NAME,
    stack: env.PUBLIC_URL,
    token: secretOf(secrets, env.FLY_TOKEN_PARAMETER),
    credentials: secretOf(secrets, credentials),
    defaultImage,
    allowedImages: env.FLY_ALLOWED_IMAGES ?? '',
    regions: env.FLY_REGIONS ?? '',
    githubApiUrl: env.GITHUB_API_URL,
    githubServerUrl: GITHUB_WEB_URL,
  });
}
