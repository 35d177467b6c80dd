import { generateKeyPairSync } from 'node:crypto';
import { type LocalClock, startClock } from '../clock.ts';
import {
  type GitHubSimulator,
  type GitHubSimulatorSettings,
  startGitHubSimulator,
} from '../github/github-simulator.ts';
import { type SimulatedRepository, templateWorkflow } from '../github/repositories.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const KEY = { appId: '1234', privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() };
/** Our App as it is registered, and as it signs in. */
export const APP = { ...KEY, key: async () => KEY };

export interface GitHubForTests {
  clock: LocalClock;
  simulator: GitHubSimulator;
  repository: SimulatedRepository;
  close(): Promise<void>;
}

export function aRepository(overrides: Partial<SimulatedRepository> = {}): SimulatedRepository {
  return {
    owner: 'acme',
    name: 'backend',
    defaultBranch: 'main',
    workflows: [templateWorkflow('claude-implement.yml'), templateWorkflow('claude-plan.yml')],
    ...overrides,
  };
}

/** A simulator with `acme/backend` and `acme/frontend`, on a clock of its own; runs stay queued unless told otherwise. */
export async function aGitHubSimulator(settings: Partial<GitHubSimulatorSettings> = {}): Promise<GitHubForTests> {
  const clock = startClock();
  const repository = aRepository();
  const simulator = await startGitHubSimulator({
    clock,
    appId: APP.appId,
    appKey: APP.privateKey,
    repositories: [repository, aRepository({ name: 'frontend' })],
    behaviourOf: () => 'never-starts',
    ...settings,
  });
  return {
    clock,
    simulator,
    repository,
    async close() {
      await simulator.close();
      clock.stop();
    },
  };
}
