import * as z from 'zod';
import { understood } from '../../github/understood.ts';
import type { PullRequests } from '../../ports/pull-requests.ts';
import type { RepositoryName } from '../../ports/repository-access.ts';
import { type AppCredentials, lookUpMoved, mintInstallationToken } from './app-installation.ts';
import { type GitHubClient, githubClient } from './github-client.ts';
import { githubFailure, unavailable } from './github-error.ts';

const Pull = z.object({ state: z.enum(['open', 'closed']), merged: z.boolean() });

/**
 * Asked seldom, so each time with a token of its own, which reads the pull requests of one repository. Only GitHub's word that
 * the pull request is not there makes it gone: a repository that the App does not reach may hold it still.
 */
export function githubPullRequests(credentials: AppCredentials, now: () => number = Date.now): PullRequests {
  return {
    async state(prUrl) {
      const pull = pullOf(prUrl);
      if (pull === undefined) return 'gone';
      const client = await clientFor(credentials, pull).catch((error) => fail(error, now()));
      return readPull(client, pull).catch((error) => goneIfMissing(error, now()));
    },
  };
}

function goneIfMissing(error: unknown, now: number): 'gone' {
  const status = githubFailure(error, now)?.status;
  return status === 404 || status === 410 ? 'gone' : fail(error, now);
}

function fail(error: unknown, now: number): never {
  const failure = githubFailure(error, now);
  throw failure === undefined ? error : unavailable(failure);
}

async function clientFor(credentials: AppCredentials, { owner, repo }: PullName): Promise<GitHubClient> {
  const reached = await lookUpMoved(credentials, { owner, repo });
  const order = { ...reached, permissions: { pull_requests: 'read' } as const };
  const { token } = await mintInstallationToken(credentials, order);
  return githubClient(credentials, token);
}

async function readPull(client: GitHubClient, pull: PullName): Promise<'open' | 'merged' | 'closed'> {
  const { owner, repo, number: pull_number } = pull;
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
  const { state, merged } = understood(Pull, (await client.request(route, { owner, repo, pull_number })).data);
  return merged ? 'merged' : state;
}

type PullName = RepositoryName & { number: number };

/** The address was checked when it was reported: it ends in owner, repository, `pull` and a number. */
function pullOf(prUrl: string): PullName | undefined {
  const [, owner, repo, number] = /\/([^/]+)\/([^/]+)\/pull\/([1-9][0-9]*)$/.exec(prUrl) ?? [];
  return owner === undefined || repo === undefined ? undefined : { owner, repo, number: Number(number) };
}
