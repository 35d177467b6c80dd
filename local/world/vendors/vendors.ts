import { type ChatSimulator, startChatSimulator } from '../../../simulators/chat/chat-simulator.ts';
import type { FlySimulator } from '../../../simulators/fly/fly-simulator.ts';
import { startPlayedFly } from '../../../simulators/fly/played-fly.ts';
import type { GitHubSimulator } from '../../../simulators/github/github-simulator.ts';
import type { GitHubState } from '../../../simulators/github/workflow-runs.ts';
import type { JiraSimulator } from '../../../simulators/jira/simulator.ts';
import type { JiraState } from '../../../simulators/jira/state.ts';
import { type LinearSimulator, startLinearSimulator } from '../../../simulators/linear/simulator.ts';
import type { LinearState } from '../../../simulators/linear/state.ts';
import { LINEAR_SEED } from '../../../simulators/seed/seed.ts';
import { JIRA_SEED } from '../../../simulators/seed/seed-jira.ts';
import { laptopRunnerIn } from '../child-processes/runner-launcher.ts';
import { SIMULATED_JIRA_EMAIL } from '../home/secrets.ts';
import type { Services } from '../home/settings.ts';
import { type SimulatedGitHub, simulatedGitHub } from './simulated-github.ts';
import type { SimulatedModel } from './simulated-model.ts';
import type { VendorOptions } from './vendor-options.ts';

/** The clouds of the vendors: simulators on loopback, except where a service is real. */
export interface Vendors {
  linear: LinearSimulator | undefined;
  jira: JiraSimulator | undefined;
  github: GitHubSimulator | undefined;
  /** Slack, Teams and subscribers of SNS; real ones, if any, where GitHub is real. */
  chats: ChatSimulator | undefined;
  /** Beside a simulated GitHub. */
  fly: FlySimulator | undefined;
  /** How stages of a simulated machine are kept apart, for people. */
  walls: string;
  /** The model and the way to it; where runs are executed in the simulated GitHub. */
  model: SimulatedModel | undefined;
  /** Where functions reach them, by variable name. */
  variables: Record<string, string>;
  /** What a run on this machine reaches the simulated model with; empty where GitHub is real. */
  modelCredentials: Record<string, string>;
  isBusy(): boolean;
  export(): { linear?: LinearState; jira?: JiraState; github?: GitHubState };
  stop(): Promise<void>;
}

export async function startVendors(options: VendorOptions): Promise<Vendors> {
  const { services } = options;
  const linear = services.linear === 'simulated' ? await simulatedLinear(options) : undefined;
  const jira = services.jira === 'simulated' ? await simulatedJira(options) : undefined;
  const cloud = services.github === 'simulated' ? await simulatedGitHub(options) : undefined;
  const github = cloud?.github;
  const { clock, ports } = options;
  const chats = github === undefined ? undefined : await startChatSimulator({ clock, port: ports.chats });
  const { fly, walls = '' } = github === undefined ? {} : await simulatedFly(options);
  return {
    linear,
    jira,
    github,
    chats,
    fly,
    walls,
    model: cloud?.model,
    variables: {
      LINEAR_API_URL: typeof services.linear === 'object' ? services.linear.apiUrl : (linear?.url ?? ''),
      ...jiraVariables(services, jira),
      ...githubVariables(services, cloud),
      ...flyVariables(fly),
    },
    modelCredentials: cloud?.modelCredentials ?? {},
    isBusy: () => [linear?.hook, jira?.hook, github, fly, cloud?.model].some((one) => one?.isBusy() === true),
    export: () => ({
      ...(linear && { linear: linear.export() }),
      ...(jira && { jira: jira.export() }),
      ...(github && { github: github.export() }),
    }),
    async stop() {
      await chats?.stop();
      await fly?.stop();
      await cloud?.stop();
      await jira?.stop();
      await linear?.stop();
    },
  };
}

function jiraVariables({ jira: service }: Services, jira: JiraSimulator | undefined): Record<string, string> {
  if (typeof service !== 'object') return { JIRA_SITE_URL: jira?.url ?? '', JIRA_CLOUD_ID: '', JIRA_TOKEN_KIND: 'api' };
  const { siteUrl, cloudId, accessToken } = service;
  const kind = accessToken === '' ? 'api' : 'oauth';
  return { JIRA_SITE_URL: siteUrl, JIRA_CLOUD_ID: cloudId, JIRA_TOKEN_KIND: kind };
}

function githubVariables({ github: service }: Services, cloud: SimulatedGitHub | undefined): Record<string, string> {
  if (service !== 'simulated') {
    const { apiUrl, webUrl, oidcIssuer, publicUrl } = service;
    return { GITHUB_API_URL: apiUrl, GITHUB_WEB_URL: webUrl, GITHUB_OIDC_ISSUER: oidcIssuer, PUBLIC_URL: publicUrl };
  }
  const { url = '', oidcIssuer = '' } = cloud?.github ?? {};
  return { GITHUB_API_URL: url, GITHUB_WEB_URL: url, GITHUB_OIDC_ISSUER: oidcIssuer };
}

/** Where no run is executed its machines never start. */
function simulatedFly({ clock, secrets, ports, executed, jobsFolder: folder }: VendorOptions) {
  const programs =
    executed === undefined || folder === undefined
      ? undefined
      : { runnerFile: laptopRunnerIn(executed.stackFolder), claude: executed.claude.path, folder };
  return startPlayedFly({ clock, port: ports.fly, app: 'acme-runs', token: secrets.flyToken, programs });
}

function flyVariables(fly: FlySimulator | undefined): Record<string, string> {
  if (fly === undefined) return { FLY_APP_NAME: '' };
  return { FLY_API_URL: fly.url, FLY_WEB_URL: fly.webUrl, FLY_APP_NAME: fly.app, FLY_OIDC_ISSUER: fly.issuer };
}

async function simulatedLinear(options: VendorOptions): Promise<LinearSimulator> {
  const { clock, secrets, ports, kept, outlives, linearSeed: seed = LINEAR_SEED } = options;
  const linear = await startLinearSimulator({
    ...{ clock, apiKey: secrets.linearApiKey, port: ports.linear, seed },
    webhookSecret: secrets.linearWebhookSecret,
    kept: outlives,
  });
  // Written by `export` of the same simulator, in a file that only this user can write.
  if (kept?.linear !== undefined) linear.import(kept.linear as LinearState);
  return linear;
}

/** Imported only where it is used: the schemas of Jira's SDK take half a second. */
async function simulatedJira({ clock, secrets, ports, kept, outlives }: VendorOptions): Promise<JiraSimulator> {
  const { startJiraSimulator } = await import('../../../simulators/jira/simulator.ts');
  const { jiraApiToken: apiToken } = secrets;
  const jira = await startJiraSimulator({
    ...{ clock, port: ports.jira, seed: JIRA_SEED },
    webhookSecret: secrets.jiraWebhookSecret,
    kept: outlives,
    access: { email: SIMULATED_JIRA_EMAIL, apiToken, cloudId: 'simulated', accessToken: apiToken },
  });
  if (kept?.jira !== undefined) jira.import(kept.jira as JiraState);
  return jira;
}
