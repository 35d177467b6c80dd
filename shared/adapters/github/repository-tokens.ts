import { MINUTE_MS } from '../../domain/time.ts';
import { type GitHubClient, type GitHubConnection, githubClient } from './github-client.ts';

export interface AppCredentials extends GitHubConnection {
  appId: string;
  /** PEM, PKCS#1 or PKCS#8. */
  privateKey: string;
}

interface RepositoryName {
  owner: string;
  repo: string;
}

/** Clients that reach one repository with `actions: write` and nothing else. */
export interface RepositoryTokens {
  /** The client of a token that is still good for five minutes, if there is one. */
  held(repository: RepositoryName): GitHubClient | undefined;
  /** A client with a new token; concurrent calls for one repository share it. */
  mint(repository: RepositoryName): Promise<GitHubClient>;
  forget(repository: RepositoryName): void;
}

interface Held {
  client: GitHubClient;
  usableUntil: number;
}

const MARGIN_MS = 5 * MINUTE_MS;

/**
 * Mints tokens of the App's installations and keeps them until shortly before they expire. The App's own client is used
 * to mint only: its requests elsewhere would carry a token for all repositories.
 */
export function repositoryTokens(credentials: AppCredentials, now: () => number): RepositoryTokens {
  const held = new Map<string, Held>();
  const minting = new Map<string, Promise<GitHubClient>>();
  const installations = new Map<string, number>();
  const mintNew = async (repository: RepositoryName) => {
    const key = keyOf(repository);
    const known = installations.get(key);
    try {
      const installationId = known ?? (await lookUpInstallation(credentials, repository));
      installations.set(key, installationId);
      const minted = await mintToken(credentials, installationId, repository);
      held.set(key, minted);
      return minted.client;
    } catch (error) {
      installations.delete(key);
      throw error;
    }
  };
  return {
    held(repository) {
      const token = held.get(keyOf(repository));
      return token !== undefined && token.usableUntil > now() ? token.client : undefined;
    },
    mint(repository) {
      const key = keyOf(repository);
      const promise = minting.get(key) ?? mintNew(repository).finally(() => minting.delete(key));
      minting.set(key, promise);
      return promise;
    },
    forget: (repository) => void held.delete(keyOf(repository)),
  };
}

function keyOf({ owner, repo }: RepositoryName): string {
  return `${owner}/${repo}`.toLowerCase();
}

/** The App's authentication; its own cache is not used, since it counts with a clock of its own. */
async function appAuth(credentials: AppCredentials) {
  const { createAppAuth } = await import('@octokit/auth-app');
  const { request } = (await githubClient(credentials)) as {
    request: NonNullable<Parameters<typeof createAppAuth>[0]['request']>;
  };
  return createAppAuth({ appId: credentials.appId, privateKey: credentials.privateKey, request });
}

async function lookUpInstallation(credentials: AppCredentials, { owner, repo }: RepositoryName): Promise<number> {
  const auth = await appAuth(credentials);
  const { token } = await auth({ type: 'app' });
  const client = await githubClient(credentials, token);
  const answer = await client.request('GET /repos/{owner}/{repo}/installation', { owner, repo });
  return answer.data.id;
}

async function mintToken(credentials: AppCredentials, installationId: number, { repo }: RepositoryName): Promise<Held> {
  const auth = await appAuth(credentials);
  const scope = { repositoryNames: [repo], permissions: { actions: 'write' } };
  const minted = await auth({ type: 'installation', installationId, refresh: true, ...scope });
  const client = await githubClient(credentials, minted.token);
  return { client, usableUntil: Date.parse(minted.expiresAt) - MARGIN_MS };
}
