import type { LocalClock } from './clock.ts';
import type { Secrets } from './secrets.ts';
import { LINEAR_SEED, SEEDED_MAPPINGS, seededBehaviour } from './seed.ts';
import type { Services } from './settings.ts';
import { type GitHubSimulator, startGitHubSimulator } from './simulators/github/github-simulator.ts';
import { templateWorkflow } from './simulators/github/repositories.ts';
import type { RunTimes } from './simulators/github/run-script.ts';
import type { GitHubState } from './simulators/github/workflow-runs.ts';
import { type LinearSimulator, startLinearSimulator } from './simulators/linear/simulator.ts';
import type { LinearState } from './simulators/linear/state.ts';

export interface VendorOptions {
  clock: LocalClock;
  services: Services;
  secrets: Secrets;
  ports: { linear: number; github: number };
  /** State that an earlier run left. */
  kept?: { linear?: unknown; github?: unknown } | undefined;
  runTimes?: Partial<RunTimes>;
}

/** The clouds of the vendors: simulators on loopback, except where a service is real. */
export interface Vendors {
  linear: LinearSimulator | undefined;
  github: GitHubSimulator | undefined;
  /** Where functions reach them, by variable name. */
  variables: Record<string, string>;
  isBusy(): boolean;
  export(): { linear?: LinearState; github?: GitHubState };
  stop(): Promise<void>;
}

const LINEAR_URL = 'https://api.linear.app/graphql';
const GITHUB_API_URL = 'https://api.github.com';
const GITHUB_WEB_URL = 'https://github.com';

export async function startVendors(options: VendorOptions): Promise<Vendors> {
  const linear = options.services.linear === 'simulated' ? await simulatedLinear(options) : undefined;
  const github = options.services.github === 'simulated' ? await simulatedGitHub(options) : undefined;
  return {
    linear,
    github,
    variables: {
      LINEAR_API_URL: linear?.url ?? LINEAR_URL,
      GITHUB_API_URL: github?.url ?? GITHUB_API_URL,
      GITHUB_WEB_URL: github?.url ?? GITHUB_WEB_URL,
      ...(options.services.github === 'simulated' ? {} : { PUBLIC_URL: options.services.github.publicUrl }),
    },
    isBusy: () => github?.isBusy() === true,
    export: () => ({ ...(linear && { linear: linear.export() }), ...(github && { github: github.export() }) }),
    async stop() {
      await github?.close();
      await linear?.stop();
    },
  };
}

async function simulatedLinear({ clock, secrets, ports, kept }: VendorOptions): Promise<LinearSimulator> {
  const seed = LINEAR_SEED;
  const linear = await startLinearSimulator({ clock, apiKey: secrets.linearApiKey, port: ports.linear, seed });
  // Written by `export` of the same simulator, in a file that only this user can write.
  if (kept?.linear !== undefined) linear.import(kept.linear as LinearState);
  return linear;
}

async function simulatedGitHub(options: VendorOptions): Promise<GitHubSimulator> {
  const { clock, secrets, ports, kept } = options;
  const workflows = [templateWorkflow('claude-plan.yml'), templateWorkflow('claude-implement.yml')];
  const names = [...new Set(SEEDED_MAPPINGS.map(({ repo }) => repo))];
  const github = await startGitHubSimulator({
    clock,
    port: ports.github,
    appId: secrets.githubAppId,
    appKey: secrets.githubPrivateKey,
    repositories: names.map((name) => ({ owner: 'acme', name, defaultBranch: 'main', workflows })),
    behaviourOf: ({ ticket_key, phase }) => seededBehaviour(ticket_key, phase),
    servesPages: true,
    ...(options.runTimes === undefined ? {} : { times: options.runTimes }),
  });
  if (kept?.github !== undefined) github.import(kept.github as GitHubState);
  return github;
}
