import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { BEDROCK_STACK_NAME } from '../../../shared/contract/stack-name.ts';
import { startOidcIssuer } from '../../../simulators/actions/oidc-issuer.ts';
import { storiedAgent } from '../../../simulators/anthropic/agents/storied-agent.ts';
import { type GitHubSimulator, startGitHubSimulator } from '../../../simulators/github/github-simulator.ts';
import type { GitHubState } from '../../../simulators/github/workflow-runs.ts';
import { SEEDED_TICKETS, seededModel } from '../../../simulators/seed/seed.ts';
import { SEEDED_FLY_TICKETS } from '../../../simulators/seed/seed-fly.ts';
import { SEEDED_JIRA_TICKETS } from '../../../simulators/seed/seed-jira.ts';
import {
  executedBehaviour,
  scriptedBehaviour,
  seededRepositories,
} from '../../../simulators/seed/seeded-repositories.ts';
import { storyOf } from '../../../simulators/seed/stories.ts';
import { type BedrockRoles, bedrockRoles } from '../../stack/iam/bedrock-roles.ts';
import { readStackTemplate } from '../../stack/template/stack-template.ts';
import { type AgentOf, type SimulatedModel, startSimulatedModel } from './simulated-model.ts';
import type { ExecutedRuns, RepositorySettings, VendorOptions, WaysToModel } from './vendor-options.ts';

/** GitHub with the Actions of its repositories, and the model that their jobs call. */
export interface SimulatedGitHub {
  github: GitHubSimulator;
  model: SimulatedModel | undefined;
  modelCredentials: Record<string, string>;
  stop(): Promise<void>;
}

export async function simulatedGitHub(options: VendorOptions): Promise<SimulatedGitHub> {
  const { clock, secrets, ports, kept, home, executed, jobsFolder, outlives } = options;
  const issuer = await startOidcIssuer({ clock });
  const bedrock = executed && bedrockRoles(readStackTemplate(executed.stackFolder, BEDROCK_STACK_NAME));
  const machine = jobMachine(options, bedrock);
  const github = await startGitHubSimulator({
    clock,
    port: ports.github,
    appId: secrets.githubAppId,
    appKey: secrets.githubPrivateKey,
    webhookSecret: secrets.githubWebhookSecret,
    repositories: seededRepositories(executed && { ...executed, publicUrl: options.publicUrl }),
    behaviourOf: executed === undefined ? scriptedBehaviour : executedBehaviour,
    servesPages: true,
    gitFolder: home.gitFolder,
    issuer,
    actions: { clock, machine, folder: jobsFolder },
    kept: outlives,
    ...(options.runTimes === undefined ? {} : { times: options.runTimes }),
  });
  const model = executed && bedrock && (await modelOf(options, github, { executed, bedrock }));
  machine.reach(model);
  if (kept?.github !== undefined) github.import(kept.github as GitHubState);
  const { url } = model?.anthropic ?? {};
  return {
    github,
    model,
    modelCredentials: url === undefined ? {} : { ANTHROPIC_API_KEY: secrets.modelApiKey, ANTHROPIC_BASE_URL: url },
    async stop() {
      await github.close();
      await model?.stop();
      await issuer.close();
    },
  };
}

function modelOf(
  { clock, secrets }: VendorOptions,
  github: GitHubSimulator,
  { executed, bedrock }: { executed: ExecutedRuns; bedrock: BedrockRoles },
) {
  const seededAgent: AgentOf = (key) => {
    const ticket = [...SEEDED_TICKETS, ...SEEDED_FLY_TICKETS, ...SEEDED_JIRA_TICKETS].find((one) => one.key === key);
    return storiedAgent(storyOf(ticket ?? { key, title: `Work on ${key}` }));
  };
  return startSimulatedModel({
    clock,
    github,
    agentOf: executed.agentOf ?? seededAgent,
    apiKey: secrets.modelApiKey,
    bedrock,
  });
}

/** The machine of all jobs, and what its repositories keep as secrets and variables. */
function jobMachine({ executed, home, secrets }: VendorOptions, bedrock: BedrockRoles | undefined) {
  const folder = home.programFolder;
  const programs: Record<string, string> =
    executed === undefined ? {} : { ...executed.programs, claude: executed.claude.path };
  for (const [name, program] of Object.entries(programs)) provide(program, join(folder, name));
  const env: Record<string, string> = {};
  let modelUrl = '';
  const settingsOf = (repository: string): RepositorySettings => {
    // A role of one repository, or that of all of its owner.
    const [owner = '', name = ''] = repository.split('/');
    const role = bedrock?.roles[name] ?? bedrock?.roles[owner];
    const ways = waysToModel(secrets.modelApiKey, modelUrl, role?.arn ?? '');
    return executed?.settingsOf?.(repository, ways) ?? (isOnBedrock(repository) ? ways.bedrock : ways.anthropic);
  };
  return {
    path: [folder, process.env.PATH].join(delimiter),
    env,
    jobsAtOnce: executed?.jobsAtOnce,
    secretsOf: (repository: string) => settingsOf(repository).secrets,
    varsOf: (repository: string) => settingsOf(repository).vars,
    reach(model: SimulatedModel | undefined) {
      if (model === undefined) return;
      env['AWS_ENDPOINT_URL_STS'] = model.sts.url;
      modelUrl = model.anthropic.url;
    },
  };
}

/** What a team enters in its repository, and where the simulated model is. */
function waysToModel(apiKey: string, url: string, roleArn: string): WaysToModel {
  return {
    anthropic: { secrets: { ANTHROPIC_API_KEY: apiKey }, vars: { ANTHROPIC_BASE_URL: url } },
    bedrock: { secrets: {}, vars: { AWS_BEDROCK_ROLE_ARN: roleArn, ANTHROPIC_BEDROCK_BASE_URL: url } },
  };
}

/** Makes a program known under a name of its own, wherever it lies. */
function provide(program: string, as: string): void {
  mkdirSync(dirname(as), { recursive: true });
  rmSync(as, { force: true });
  symlinkSync(program, as);
}

/** Bedrock's names of models are the repository's own; Anthropic's is that of the templates. */
const isOnBedrock = (repository: string) => seededModel(repository) !== undefined;
