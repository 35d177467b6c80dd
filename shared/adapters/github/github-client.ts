import type { Octokit } from '@octokit/rest';

export type GitHubClient = Pick<Octokit, 'request'>;

const TIMEOUT_MS = 10_000;
const silent = () => {};
/** Its own log would go to the console, past ours. */
const log = { debug: silent, info: silent, warn: silent, error: silent };

/**
 * A client for one credential, without retries. Octokit is loaded when first used, since most cold starts do not reach
 * GitHub.
 */
export async function githubClient(apiUrl: string, auth?: string): Promise<GitHubClient> {
  const { Octokit: OctokitClass } = await import('@octokit/rest');
  const request = { fetch: fetchWithinTimeout };
  return new OctokitClass({ baseUrl: apiUrl, userAgent: 'ai-implement', log, request, ...(auth && { auth }) });
}

function fetchWithinTimeout(url: string | URL, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
}
