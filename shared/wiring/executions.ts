import type { ExecutorsEnv, MachinesEnv } from '../contract/env.ts';
import { lazyPort } from '../domain/lazy-port.ts';
import type { MachineFleet } from '../ports/machine-fleet.ts';
import type { Secrets } from '../ports/secrets.ts';
import { openExecutors } from './executors.ts';
import type { GitHubEnv } from './github-app.ts';
import { secretOf } from './secrets.ts';

type Env = ExecutorsEnv & MachinesEnv & GitHubEnv & { PUBLIC_URL: string };

/** The executors, and what runs have there that is ours to end. */
export function openExecutions(env: Env, secrets: Secrets) {
  return { executor: openExecutors(env, secrets), fleet: openFleet(env, secrets) };
}

/** All machines of this deployment on Fly; looked at once in minutes, where there are any. */
function openFleet(env: Env, secrets: Secrets): MachineFleet {
  return lazyPort<MachineFleet>(async () =>
    (await import('../adapters/fly/fly-fleet.ts')).flyFleet({
      apiUrl: env.FLY_API_URL,
      app: env.FLY_APP_NAME,
      stack: env.PUBLIC_URL,
      token: secretOf(secrets, env.FLY_TOKEN_PARAMETER),
    }),
  );
}
