import type { GitHubSimulatorSettings } from '../github/github-simulator.ts';
import type { SimulatedRepository } from '../github/repositories.ts';
import { aGitHubSimulator, aRepository, type GitHubForTests } from './a-github-simulator.ts';
import { type Answer, ask, aToken } from './github-requests.ts';

const SEED = {
  'README.md': '# Backend\n',
  'src/a.ts': 'export const a = 1;\n',
  '.github/workflows/ci.yml': 'on: push\n',
};

/** A simulator whose `acme/backend` has code and a protected branch `release` beside `main`. */
export async function aCodeHost(
  overrides: Partial<SimulatedRepository> = {},
  settings: Partial<GitHubSimulatorSettings> = {},
): Promise<GitHubForTests> {
  const repository = aRepository({ seed: SEED, protectedBranches: ['release'], ...overrides });
  const github = await aGitHubSimulator({ repositories: [repository, aRepository({ name: 'frontend' })], ...settings });
  return { ...github, repository };
}

type Permissions = Record<string, 'read' | 'write'>;
const WRITER: Permissions = { contents: 'write', pull_requests: 'write' };

/** Asks something of `acme/backend`, with a token of these permissions. */
export async function askBackend(
  github: GitHubForTests,
  asked: string,
  body?: unknown,
  { permissions = WRITER, accept }: { permissions?: Permissions; accept?: string } = {},
): Promise<Answer> {
  const [method = '', path = ''] = asked.split(' ');
  const token = await aToken(github, { permissions });
  const more = { ...(body !== undefined && { body }), ...(accept !== undefined && { accept }) };
  return ask(github, { method, path: `/repos/acme/backend${path}`, token, ...more });
}
