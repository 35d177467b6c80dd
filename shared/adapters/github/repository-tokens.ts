import { MINUTE_MS } from '../../domain/time.ts';
import type { RepositoryName } from '../../ports/repository-access.ts';
import { type AppCredentials, lookUpMoved, mintInstallationToken } from './app-installation.ts';
import { type GitHubClient, githubClient } from './github-client.ts';

/** Clients that reach one repository, whatever it is called by now, with `PERMISSIONS` and nothing else. */
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

/** Contents are read for the names of branches. */
const PERMISSIONS = { actions: 'write', contents: 'read' } as const;

const MARGIN_MS = 5 * MINUTE_MS;

/**
 * Mints tokens of the App's installations and keeps them until shortly before they expire. The App's own client is used
 * to mint only: its requests elsewhere would carry a token for all repositories.
 */
export function repositoryTokens(credentials: AppCredentials, now: () => number): RepositoryTokens {
  const held = new Map<string, Held>();
  const minting = new Map<string, Promise<GitHubClient>>();
  const installations = new Map<string, Awaited<ReturnType<typeof lookUpMoved>>>();
  const mintNew = async (repository: RepositoryName): Promise<GitHubClient> => {
    const key = keyOf(repository);
    const cached = installations.get(key);
    try {
      const reached = cached ?? (await lookUpMoved(credentials, repository));
      installations.set(key, reached);
      const minted = await mintToken(credentials, reached);
      held.set(key, minted);
      return minted.client;
    } catch (error) {
      installations.delete(key);
      // The App may have been installed anew, under another id.
      if (cached !== undefined) return mintNew(repository);
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

async function mintToken(
  credentials: AppCredentials,
  { installation, repository }: Awaited<ReturnType<typeof lookUpMoved>>,
): Promise<Held> {
  const order = { installationId: installation.id, repository, permissions: PERMISSIONS };
  const { token, expiresAt } = await mintInstallationToken(credentials, order);
  return { client: await githubClient(credentials, token), usableUntil: Date.parse(expiresAt) - MARGIN_MS };
}
