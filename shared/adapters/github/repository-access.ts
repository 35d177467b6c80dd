import * as z from 'zod';
import { AppError } from '../../domain/errors.ts';
import type { RepositoryView } from '../../domain/mapping-look.ts';
import { understood } from '../../github/understood.ts';
import type { RepositoryAccess, RepositoryName, TokenPermissions } from '../../ports/repository-access.ts';
import { appError, repositoryError } from './access-error.ts';
import {
  type AppCredentials,
  type Installation,
  lookUpInstallation,
  lookUpMoved,
  mintInstallationToken,
} from './app-installation.ts';
import { githubClient } from './github-client.ts';
import { githubFailure, unavailable } from './github-error.ts';
import { GitHubId } from './github-id.ts';
import { listJobs } from './list-jobs.ts';

export interface RepositoryAccessSettings extends AppCredentials {
  /** Epoch milliseconds. @default Date.now */
  now?: () => number;
}

/** Looks repositories up, and mints tokens for them, as our GitHub App. Tokens are not kept: each call mints a new one. */
export function repositoryAccess(settings: RepositoryAccessSettings): RepositoryAccess {
  const now = settings.now ?? (() => Date.now());
  const ids = new Map<string, string>();
  const mintToken: RepositoryAccess['mintToken'] = async (repository, permissions) => {
    try {
      const installation = await lookUpInstallation(settings, repository);
      requireGranted(installation, repository, permissions);
      const order = { installationId: installation.id, repository, permissions };
      const { token, expiresAt } = await mintInstallationToken(settings, order);
      return { token, expiresAt, botLogin: `${installation.appSlug}[bot]` };
    } catch (error) {
      throw error instanceof AppError ? error : appError(error, repository, now());
    }
  };
  return {
    mintToken,
    async jobs(repository, attempt) {
      const { token } = await mintToken(repository, { actions: 'read' });
      const client = await githubClient(settings, token);
      try {
        return await listJobs(client, repository, attempt);
      } catch (error) {
        const failure = githubFailure(error, now());
        throw failure === undefined ? error : unavailable(failure);
      }
    },
    async repositoryId(repository) {
      const key = `${repository.owner}/${repository.repo}`.toLowerCase();
      const id =
        ids.get(key) ?? (await readId(settings, await mintToken(repository, { metadata: 'read' }), repository, now));
      ids.set(key, id);
      return id;
    },
    look: (named) => look(settings, named, now),
    async leadsTo(former, present) {
      try {
        return await readId(settings, await mintToken(present, { metadata: 'read' }), former, now);
      } catch (error) {
        if (error instanceof AppError && UNREACHED.has(error.code)) return undefined;
        throw error;
      }
    },
  };
}

/** By these a repository is none of ours: of another App's, or of nobody that we may see. */
const UNREACHED = new Set<string>([
  'app_not_installed',
  'missing_permission',
  'repository_missing',
  'repository_moved',
]);

const Repository = z.object({ id: GitHubId });

async function readId(
  settings: RepositoryAccessSettings,
  { token }: { token: string },
  { owner, repo }: RepositoryName,
  now: () => number,
): Promise<string> {
  const client = await githubClient(settings, token);
  try {
    const { data } = await client.request('GET /repos/{owner}/{repo}', { owner, repo });
    return understood(Repository, data).id;
  } catch (error) {
    throw repositoryError(error, { owner, repo }, now());
  }
}

const LookedAt = z.object({
  id: GitHubId,
  name: z.string().min(1),
  owner: z.object({ login: z.string().min(1) }),
  archived: z.boolean().default(false),
});

/** What an executor asks for, so that a look sees what a run would meet. */
const ORDERS = { actions: 'write', metadata: 'read' } as const;

async function look(
  settings: RepositoryAccessSettings,
  named: NamedRepository,
  now: () => number,
): Promise<RepositoryView> {
  const { client, address } = await reach(settings, named, now);
  try {
    const { id, name, owner, archived } = understood(LookedAt, (await client.request(address)).data);
    return { repositoryId: id, owner: owner.login, repo: name, isArchived: archived };
  } catch (error) {
    throw repositoryError(error, named, now());
  }
}

type NamedRepository = Parameters<RepositoryAccess['look']>[0];

/** A client with a token for the repository, and how it is asked for. */
async function reach(settings: RepositoryAccessSettings, named: NamedRepository, now: () => number) {
  try {
    const { installation, repository } = await lookUpMoved(settings, named);
    requireGranted(installation, named, ORDERS);
    const order = { installationId: installation.id, repository, permissions: ORDERS };
    const client = await githubClient(settings, (await mintInstallationToken(settings, order)).token);
    const isNumbered = 'repositoryId' in repository;
    const path = isNumbered ? `repositories/${repository.repositoryId}` : `repos/${named.owner}/${named.repo}`;
    return { client, address: `GET /${path}` };
  } catch (error) {
    throw error instanceof AppError ? error : appError(error, named, now());
  }
}

/** GitHub would refuse too, without saying what is missing. */
function requireGranted(
  { permissions: granted }: Installation,
  { owner, repo }: RepositoryName,
  wanted: TokenPermissions,
): void {
  const missing = Object.entries(wanted).filter(
    ([name, level]) =>
      name !== 'metadata' && granted[name] !== level && !['write', 'admin'].includes(granted[name] ?? ''),
  );
  if (missing.length === 0) return;
  const named = missing.map(([name, level]) => `${name}: ${level}`).join(', ');
  throw new AppError(
    'missing_permission',
    `the GitHub App lacks ${named} in ${owner}/${repo}; accept its permissions in the settings of its installation`,
  );
}
