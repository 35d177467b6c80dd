import type { RepositoryName, TokenPermissions } from '../../ports/repository-access.ts';
import { type GitHubConnection, githubClient } from './github-client.ts';

export interface AppCredentials extends GitHubConnection {
  appId: string;
  /** PEM, PKCS#1 or PKCS#8. */
  privateKey: string;
}

/** The App as it is installed for the owner of a repository. */
export interface Installation {
  id: number;
  appSlug: string;
  /** What the owner granted: a level of `read`, `write` or `admin` by name. */
  permissions: Readonly<Record<string, string>>;
}

export async function lookUpInstallation(
  credentials: AppCredentials,
  { owner, repo }: RepositoryName,
): Promise<Installation> {
  const auth = await appAuth(credentials);
  const { token } = await auth({ type: 'app' });
  const client = await githubClient(credentials, token);
  const { data } = await client.request('GET /repos/{owner}/{repo}/installation', { owner, repo });
  return { id: data.id, appSlug: data.app_slug, permissions: data.permissions };
}

/** A new token that reaches one repository with these permissions and nothing else. */
export async function mintInstallationToken(
  credentials: AppCredentials,
  { installationId, repository, permissions }: MintOrder,
): Promise<{ token: string; expiresAt: string }> {
  const auth = await appAuth(credentials);
  const scope = { repositoryNames: [repository.repo], permissions: { ...permissions } };
  const { token, expiresAt } = await auth({ type: 'installation', installationId, refresh: true, ...scope });
  return { token, expiresAt };
}

interface MintOrder {
  installationId: number;
  repository: RepositoryName;
  permissions: TokenPermissions;
}

/** The App's authentication; its own cache is not used, since it counts with a clock of its own. */
async function appAuth(credentials: AppCredentials) {
  const { createAppAuth } = await import('@octokit/auth-app');
  const { request } = (await githubClient(credentials)) as {
    request: NonNullable<Parameters<typeof createAppAuth>[0]['request']>;
  };
  return createAppAuth({ appId: credentials.appId, privateKey: credentials.privateKey, request });
}
