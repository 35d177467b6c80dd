import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installedFiles } from './installed-files.ts';
import { SEEDED_MAPPINGS, SEEDED_TICKETS, seededModel } from './seed.ts';
import { SEEDED_REPOSITORIES } from './seed-repositories.ts';
import { type SimulatedModel, startSimulatedModel } from './simulated-model.ts';
import { type GitHubSimulator, startGitHubSimulator } from './simulators/github/github-simulator.ts';
import { type SimulatedRepository, templateWorkflow } from './simulators/github/repositories.ts';
import type { BehaviourOf } from './simulators/github/run-script.ts';
import type { GitHubState } from './simulators/github/workflow-runs.ts';
import type { VendorOptions } from './vendors.ts';

/** GitHub with the Actions of its repositories, and the model that their jobs call. */
export interface SimulatedGitHub {
  github: GitHubSimulator;
  model: SimulatedModel;
  modelCredentials: Record<string, string>;
  stop(): Promise<void>;
}

const ROLE_ARN = 'arn:aws:iam::123456789012:role/claude-in-actions';

export async function simulatedGitHub(options: VendorOptions): Promise<SimulatedGitHub> {
  const { clock, secrets, ports, kept, home, runs } = options;
  const machine = jobMachine(options);
  const github = await startGitHubSimulator({
    clock,
    port: ports.github,
    appId: secrets.githubAppId,
    appKey: secrets.githubPrivateKey,
    repositories: seededRepositories(options),
    behaviourOf: runs === 'executed' ? executedBehaviour : scriptedBehaviour,
    servesPages: true,
    gitFolder: home.gitFolder,
    actions: { clock, machine },
    ...(options.runTimes === undefined ? {} : { times: options.runTimes }),
  });
  const agentOf = options.agentOf ?? ((key) => SEEDED_TICKETS.find((ticket) => ticket.key === key)?.agent ?? 'good');
  const { modelApiKey: apiKey } = secrets;
  const role = { arn: ROLE_ARN, isTrusted: isOnBedrock };
  const model = await startSimulatedModel({ clock, github, agentOf, apiKey, role });
  machine.env['AWS_ENDPOINT_URL_STS'] = model.sts.url;
  machine.modelUrl = model.anthropic.url;
  if (kept?.github !== undefined) github.import(kept.github as GitHubState);
  return {
    github,
    model,
    modelCredentials: { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: model.anthropic.url },
    async stop() {
      await github.close();
      await model.stop();
    },
  };
}

/** The machine of all jobs. What repositories keep as secrets and variables is what a team would enter there, and where the model is. */
function jobMachine({ claude, home, secrets }: VendorOptions) {
  const folder = join(home.folder, 'bin');
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, 'claude'), { force: true });
  symlinkSync(claude.path, join(folder, 'claude'));
  const env: Record<string, string> = {};
  return {
    path: [folder, process.env.PATH].join(delimiter),
    env,
    modelUrl: '',
    secretsOf: (repository: string): Record<string, string> =>
      isOnBedrock(repository) ? {} : { ANTHROPIC_API_KEY: secrets.modelApiKey },
    varsOf(repository: string): Record<string, string> {
      if (!isOnBedrock(repository)) return { ANTHROPIC_BASE_URL: this.modelUrl };
      return { AWS_BEDROCK_ROLE_ARN: ROLE_ARN, ANTHROPIC_BEDROCK_BASE_URL: this.modelUrl };
    },
  };
}

/** Bedrock's names of models are the repository's own; Anthropic's is that of the templates. */
const isOnBedrock = (repository: string) => seededModel(repository) !== undefined;

const scriptedBehaviour: BehaviourOf = ({ ticket_key }) =>
  SEEDED_TICKETS.find(({ key }) => key === ticket_key)?.behaviour ?? 'succeeds';

/** Runs that go wrong in GitHub's own part stay scripted; all others execute the workflow file. */
const executedBehaviour: BehaviourOf = ({ ticket_key }) => {
  const ticket = SEEDED_TICKETS.find(({ key }) => key === ticket_key);
  return ticket?.isScripted === true ? ticket.behaviour : 'workflow';
};

function seededRepositories({ runs, templatesFolder }: VendorOptions): SimulatedRepository[] {
  const names = [...new Set(SEEDED_MAPPINGS.map(({ repo }) => repo))];
  const workflows = [templateWorkflow('claude-implement.yml')];
  return names.map((name) => {
    const repository = { owner: 'acme', name, defaultBranch: 'main', workflows };
    if (runs === 'scripted') return repository;
    const fullName = `acme/${name}`;
    const seed = { ...SEEDED_REPOSITORIES[fullName], ...installedFiles(templatesFolder, seededModel(fullName)) };
    return { ...repository, protectedBranches: ['main'], seed };
  });
}
