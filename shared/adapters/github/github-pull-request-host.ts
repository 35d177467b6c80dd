import * as z from 'zod';
import { MINUTE_MS } from '../../domain/time.ts';
import { understood } from '../../github/understood.ts';
import type { PullRequestHost } from '../../ports/pull-request-host.ts';
import type { RepositoryName } from '../../ports/repository-access.ts';
import { repositoryError } from './access-error.ts';
import { githubClient } from './github-client.ts';
import { githubFailure } from './github-error.ts';
import { answerComment, type HostedRepository, markSeen, readComment, readPull } from './pull-request-texts.ts';
import { type RepositoryAccessSettings, repositoryAccess } from './repository-access.ts';

const PERMISSIONS = { pull_requests: 'write' } as const;
const MARGIN_MS = 5 * MINUTE_MS;

/** Pull requests on GitHub. A repository's token is kept while it is good, so that a comment costs the requests that it needs. */
export function githubPullRequestHost(settings: RepositoryAccessSettings): PullRequestHost {
  const now = settings.now ?? (() => Date.now());
  const access = repositoryAccess(settings);
  const held = new Map<string, { repository: HostedRepository; usableUntil: number }>();
  const reach = async ({ owner, repo }: RepositoryName): Promise<HostedRepository> => {
    const key = `${owner}/${repo}`.toLowerCase();
    const cached = held.get(key);
    if (cached !== undefined && cached.usableUntil > now()) return cached.repository;
    const { token, botLogin, expiresAt } = await access.mintToken({ owner, repo }, PERMISSIONS);
    const repository = { owner, repo, botLogin, client: await githubClient(settings, token) };
    held.set(key, { repository, usableUntil: Date.parse(expiresAt) - MARGIN_MS });
    return repository;
  };
  const within = async <T>(name: RepositoryName, work: (repository: HostedRepository) => Promise<T>): Promise<T> => {
    const repository = await reach(name);
    try {
      return await work(repository);
    } catch (error) {
      if (isUnauthorized(error, now())) held.delete(`${name.owner}/${name.repo}`.toLowerCase());
      throw repositoryError(error, repository, now());
    }
  };
  /** What is not there is no refusal; whatever else went wrong is. */
  const unlessGone = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      const status = githubFailure(error, now())?.status;
      if (status === 404 || status === 410) return undefined;
      throw error;
    }
  };
  return {
    mayWrite: (name, login) =>
      within(name, async (repository) => (await unlessGone(readPermission(repository, login))) ?? false),
    comment: (pull, ref) => within(pull, (repository) => unlessGone(readComment(repository, pull, ref))),
    read: (pull) => within(pull, (repository) => unlessGone(readPull(repository, pull.number))),
    markSeen: (pull, ref) =>
      within(pull, async (repository) => void (await unlessGone(markSeen(repository, pull, ref)))),
    say: (pull, answer) => within(pull, (repository) => answerComment(repository, pull.number, answer)),
  };
}

function isUnauthorized(error: unknown, now: number): boolean {
  return githubFailure(error, now)?.status === 401;
}

const Permission = z.object({ permission: z.string() });

/** GitHub names the legacy levels here: `maintain` is `write`, `triage` is `read`. */
async function readPermission({ client, owner, repo }: HostedRepository, username: string): Promise<boolean> {
  const path = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
  const { data } = await client.request(path, { owner, repo, username });
  const { permission } = understood(Permission, data);
  return permission === 'admin' || permission === 'write';
}
