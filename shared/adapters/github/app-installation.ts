import * as z from 'zod';
import { RepositoryMoved } from '../../github/answer-errors.ts';
import { understood } from '../../github/understood.ts';
import type { RepositoryName, TokenPermissions } from '../../ports/repository-access.ts';
import { type GitHubClient, type GitHubConnection, githubClient } from './github-client.ts';

interface AppKey {
  appId: string;
  /** PEM, PKCS#1 or PKCS#8. */
  privateKey: string;
}

export interface AppCredentials extends GitHubConnection {
  /** `isFresh`: as it is stored now, whatever was read before. */
  key(options: { isFresh: boolean }): Promise<AppKey>;
}

/** The App as it is installed for the owner of a repository. */
export interface Installation {
  id: number;
  appSlug: string;
  /** What the owner granted: a level of `read`, `write` or `admin` by name. */
  permissions: Readonly<Record<string, string>>;
}

/** Nothing can be signed with the private key, so nothing was asked. */
export class UnusableKey extends Error {
  constructor() {
    super('the private key of the GitHub App cannot be used');
    this.name = 'UnusableKey';
  }
}

const InstallationAnswer = z.object({
  id: z.int(),
  app_slug: z.string().min(1),
  permissions: z.record(z.string(), z.string()),
});

/** Throws `UnusableKey`, or an error about GitHub's answer. */
export async function lookUpInstallation(
  credentials: AppCredentials,
  { owner, repo }: RepositoryName,
): Promise<Installation> {
  const { data } = await asApp(credentials, (client) =>
    client.request('GET /repos/{owner}/{repo}/installation', {
      owner,
      repo,
      // Tokens are asked for by the repository's name, which must be the one it has now.
      request: { redirect: 'error' },
    }),
  );
  return installationIn(data);
}

function installationIn(data: unknown): Installation {
  const { id, app_slug: appSlug, permissions } = understood(InstallationAnswer, data);
  return { id, appSlug, permissions };
}

/**
 * The same of a repository that may have another name by now, and how a token for it is asked for then: by its number, which is
 * known, or GitHub leads on to it.
 */
export async function lookUpMoved(
  credentials: AppCredentials,
  { owner, repo, repositoryId }: RepositoryName & { repositoryId?: string | undefined },
): Promise<{ installation: Installation; repository: MintOrder['repository'] }> {
  if (repositoryId !== undefined) return lookUpNumber(credentials, repositoryId);
  const repository = { owner, repo };
  try {
    return { installation: await lookUpInstallation(credentials, repository), repository };
  } catch (error) {
    const movedTo = error instanceof Error && error.cause instanceof RepositoryMoved && error.cause.repositoryId;
    if (!movedTo) throw error;
    return lookUpNumber(credentials, movedTo);
  }
}

async function lookUpNumber(credentials: AppCredentials, repositoryId: string) {
  const { data } = await asApp(credentials, (client) =>
    client.request(`GET /repositories/${repositoryId}/installation`, { request: { redirect: 'error' } }),
  );
  return { installation: installationIn(data), repository: { repositoryId } };
}

const TokenAnswer = z.object({
  token: z.string().min(1),
  expires_at: z.iso.datetime({ offset: true }),
  repositories: z
    .array(z.object({ name: z.string().min(1), owner: z.object({ login: z.string().min(1) }) }))
    .optional(),
});

/**
 * A new token that reaches one repository with these permissions and nothing else, with what the repository is called now, as far as
 * GitHub says so. Throws as `lookUpInstallation` does.
 */
export async function mintInstallationToken(
  credentials: AppCredentials,
  { installationId, repository, permissions }: MintOrder,
): Promise<{ token: string; expiresAt: string; name: RepositoryName | undefined }> {
  const { data } = await asApp(credentials, (client) =>
    client.request('POST /app/installations/{installation_id}/access_tokens', {
      installation_id: installationId,
      ...('repositoryId' in repository
        ? { repository_ids: [Number(repository.repositoryId)] }
        : { repositories: [repository.repo] }),
      permissions: { ...permissions },
    }),
  );
  const { token, expires_at: expiresAt, repositories = [] } = understood(TokenAnswer, data);
  const [named] = repositories;
  return { token, expiresAt, name: named && { owner: named.owner.login, repo: named.name } };
}

interface MintOrder {
  installationId: number;
  /** By its present name, or its number. */
  repository: RepositoryName | { repositoryId: string };
  permissions: TokenPermissions;
}

/** Asks as the App itself; once more with the key that is stored now, where GitHub refused another. */
export async function asApp<T>(credentials: AppCredentials, ask: (client: GitHubClient) => Promise<T>): Promise<T> {
  const key = await credentials.key({ isFresh: false });
  try {
    return await ask(await clientOfApp(credentials, key));
  } catch (error) {
    if (!isKeyRefused(error)) throw error;
    const stored = await credentials.key({ isFresh: true });
    if (stored.appId === key.appId && stored.privateKey === key.privateKey) throw error;
    return ask(await clientOfApp(credentials, stored));
  }
}

function isKeyRefused(error: unknown): boolean {
  if (error instanceof UnusableKey) return true;
  return error instanceof Error && 'status' in error && (error.status === 401 || error.status === 403);
}

/** Only the signature is the library's: its tokens come of answers that it does not read. */
async function clientOfApp(connection: GitHubConnection, key: AppKey): Promise<GitHubClient> {
  return githubClient(connection, await signed(key));
}

async function signed(key: AppKey): Promise<string> {
  const { createAppAuth } = await import('@octokit/auth-app');
  try {
    return (await createAppAuth({ ...key })({ type: 'app' })).token;
  } catch {
    throw new UnusableKey();
  }
}
