import * as z from 'zod';
import type { NamedPullRequest } from '../../domain/follow-ups/pull-request-record.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { understood } from '../../github/understood.ts';
import type { PullRequestHost } from '../../ports/pull-request-host.ts';
import { appError, repositoryError } from './access-error.ts';
import { lookUpMoved, mintInstallationToken } from './app-installation.ts';
import { githubClient } from './github-client.ts';
import { githubFailure } from './github-error.ts';
import { listMoved } from './list-moved.ts';
import { readFeedback } from './pull-request-feedback.ts';
import { answerComment, type HostedRepository, markSeen, readComment, readPull } from './pull-request-texts.ts';
import type { RepositoryAccessSettings } from './repository-access.ts';

const PERMISSIONS = { pull_requests: 'write' } as const;
const MARGIN_MS = 5 * MINUTE_MS;

/** Pull requests on GitHub. A repository's token is kept while it is good, so that a comment costs the requests that it needs. */
export function githubPullRequestHost(settings: RepositoryAccessSettings): PullRequestHost {
  const now = settings.now ?? (() => Date.now());
  const held = new Map<string, { repository: HostedRepository; usableUntil: number }>();
  const keyOf = ({ owner, repo, repositoryId }: Named) => repositoryId ?? `${owner}/${repo}`.toLowerCase();
  const mint = async (name: Named): Promise<HostedRepository> => {
    try {
      const { repository, usableUntil } = await reach(settings, name);
      held.set(keyOf(name), { repository, usableUntil });
      return repository;
    } catch (error) {
      throw appError(error, name, now());
    }
  };
  const within = async <T>(name: Named, work: (repository: HostedRepository) => Promise<T>): Promise<T> => {
    const cached = held.get(keyOf(name));
    const isUsable = cached !== undefined && cached.usableUntil > now();
    try {
      return await work(isUsable ? cached.repository : await mint(name));
    } catch (error) {
      // GitHub may take a token back before its time.
      if (!isUsable || githubFailure(error, now())?.status !== 401) throw repositoryError(error, name, now());
      held.delete(keyOf(name));
      return within(name, work);
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
    movedSince: (name, since) => within(name, (repository) => listMoved(repository, since)),
    feedback: (pull) => within(pull, (repository) => readFeedback(repository, pull.number, now())),
    markSeen: (pull, ref) =>
      within(pull, async (repository) => void (await unlessGone(markSeen(repository, pull, ref)))),
    say: (pull, answer) => within(pull, (repository) => answerComment(repository, pull.number, answer)),
  };
}

type Named = Omit<NamedPullRequest, 'number'>;

/** A repository that was renamed since is reached by its number, and asked under its present name: another may have the former one. */
async function reach(settings: RepositoryAccessSettings, named: Named) {
  const { installation, repository } = await lookUpMoved(settings, named);
  const order = { installationId: installation.id, repository, permissions: PERMISSIONS };
  const { token, expiresAt, name } = await mintInstallationToken(settings, order);
  const { owner, repo } = name ?? named;
  const client = await githubClient(settings, token);
  const usableUntil = Date.parse(expiresAt) - MARGIN_MS;
  return { repository: { owner, repo, client, botLogin: `${installation.appSlug}[bot]` }, usableUntil };
}

const Permission = z.object({ permission: z.string() });

/** GitHub names the legacy levels here: `maintain` is `write`, `triage` is `read`. */
async function readPermission({ client, owner, repo }: HostedRepository, username: string): Promise<boolean> {
  const path = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
  const { data } = await client.request(path, { owner, repo, username });
  const { permission } = understood(Permission, data);
  return permission === 'admin' || permission === 'write';
}
