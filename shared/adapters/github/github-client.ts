import type { Octokit } from '@octokit/rest';
import { wholeFetch } from '../../github/whole-fetch.ts';

export type GitHubClient = Pick<Octokit, 'request'>;

/** Where and how GitHub is asked. */
export interface GitHubConnection {
  /** Base address of the API, without a trailing slash. */
  apiUrl: string;
  /** For each request. @default 10 s */
  timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const silent = () => {};
/** Its own log would go to the console, past ours. */
const log = { debug: silent, info: silent, warn: silent, error: silent };

/**
 * A client for one credential, without retries. Octokit is loaded when first used, since most cold starts do not reach
 * GitHub. Its types say what GitHub documents, not what came: read every answer by `understood`.
 */
export async function githubClient(connection: GitHubConnection, auth: string): Promise<GitHubClient> {
  const { Octokit: OctokitClass } = await import('@octokit/rest');
  const { apiUrl, timeoutMs = TIMEOUT_MS } = connection;
  return new OctokitClass({
    auth,
    log,
    baseUrl: apiUrl,
    userAgent: 'ai-implement',
    request: { fetch: wholeFetch({ timeoutMs }) },
  });
}
