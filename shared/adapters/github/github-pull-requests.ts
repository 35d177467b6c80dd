import * as z from 'zod';
import { understood } from '../../github/understood.ts';
import type { PullRequests } from '../../ports/pull-requests.ts';
import type { RepositoryName } from '../../ports/repository-access.ts';
import { type AppCredentials, lookUpInstallation, mintInstallationToken } from './app-installation.ts';
import { githubClient } from './github-client.ts';
import { githubFailure, unavailable } from './github-error.ts';

const Pull = z.object({ state: z.enum(['open', 'closed']), merged: z.boolean() });

/** Asked seldom, so each time with a token of its own, which reads the pull requests of one repository. */
export function githubPullRequests(credentials: AppCredentials, now: () => number = Date.now): PullRequests {
  return {
    async state(prUrl) {
      const pull = pullOf(prUrl);
      if (pull === undefined) return 'gone';
      return readPull(credentials, pull).catch((error) => goneIfMissing(error, now()));
    },
  };
}

function goneIfMissing(error: unknown, now: number): 'gone' {
  const failure = githubFailure(error, now);
  if (failure === undefined) throw error;
  if (failure.status === 404 || failure.status === 410) return 'gone';
  throw unavailable(failure);
}

async function readPull(
  credentials: AppCredentials,
  { number, ...repository }: PullName,
): Promise<'open' | 'merged' | 'closed'> {
  const { id: installationId } = await lookUpInstallation(credentials, repository);
  const order = { installationId, repository, permissions: { pull_requests: 'read' } as const };
  const { token } = await mintInstallationToken(credentials, order);
  const client = await githubClient(credentials, token);
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
  const { state, merged } = understood(
    Pull,
    (await client.request(route, { ...repository, pull_number: number })).data,
  );
  return merged ? 'merged' : state;
}

type PullName = RepositoryName & { number: number };

/** The address was checked when it was reported: it ends in owner, repository, `pull` and a number. */
function pullOf(prUrl: string): PullName | undefined {
  const [, owner, repo, number] = /\/([^/]+)\/([^/]+)\/pull\/([1-9][0-9]*)$/.exec(prUrl) ?? [];
  return owner === undefined || repo === undefined ? undefined : { owner, repo, number: Number(number) };
}
