import type { PullRequestId } from './follow-ups/pull-request-record.ts';

interface RenamedRepository {
  owner: string;
  repo: string;
  /** The pull request may have been opened under this name. */
  renamedFrom?: { owner: string; repo: string } | undefined;
}

/** Whether `url` is a pull request of this repository on this GitHub (`webUrl`, without a trailing slash). */
export function isPullRequestOf(url: string, repository: RenamedRepository, webUrl: string): boolean {
  const { renamedFrom } = repository;
  if (renamedFrom !== undefined && isPullRequestOf(url, renamedFrom, webUrl)) return true;
  const prefix = `${webUrl}/${repository.owner}/${repository.repo}/pull/`;
  return url.toLowerCase().startsWith(prefix.toLowerCase()) && /^[1-9][0-9]*$/.test(url.slice(prefix.length));
}

/** The pull request at an address; undefined where the address is of something else. */
export function pullRequestOf(url: string): PullRequestId | undefined {
  const [, owner, repo, number] = /\/([^/]+)\/([^/]+)\/pull\/([1-9][0-9]{0,8})$/.exec(url) ?? [];
  return owner === undefined || repo === undefined ? undefined : { owner, repo, number: Number(number) };
}
