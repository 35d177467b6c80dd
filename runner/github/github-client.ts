import { request as octokitRequest } from '@octokit/request';
import { VERSION } from '../../shared/contract/version.ts';
import { MINUTE_MS, SECOND_MS } from '../../shared/domain/time.ts';
import { wholeFetch } from '../../shared/github/whole-fetch.ts';
import { refusalOf } from './github-refusal.ts';
import type { GitHubTokens } from './github-tokens.ts';
import { type LimitTime, limitWaits, nodePause } from './limit-waits.ts';

/** A request of GitHub's API. Its types say what GitHub documents, not what came: read every answer by `understood`. */
type GitHubRequest = typeof octokitRequest;

/** One repository on GitHub, under our App's name. */
export interface GitHubRepository {
  request: GitHubRequest;
  owner: string;
  repo: string;
  /** As which our App writes, as in `ai-implement[bot]`. */
  botLogin(): Promise<string>;
}

export interface GitHubClientSettings extends Pick<LimitTime, 'signal' | 'pause'> {
  apiUrl: string;
  owner: string;
  repo: string;
  tokens: GitHubTokens;
  /** Milliseconds that the stage has left: a rate limit that ends two minutes before is waited for. @default three minutes */
  leftMs?: () => number;
  /** Milliseconds before each further try. @default 1, 5 and 20 s */
  waitsMs?: readonly number[];
}

const WAITS_MS = [SECOND_MS, 5 * SECOND_MS, 20 * SECOND_MS];
const TIMEOUT_MS = 20 * SECOND_MS;
/** As Octokit hands them to its hook. */
interface RequestOptions {
  method: string;
  url: string;
  headers: Record<string, unknown>;
}
type Send = (options: RequestOptions) => Promise<unknown>;
/** What is left to try for one request. */
interface Tries {
  waitsMs: number[];
  limitWait: (limitMs: number) => number | undefined;
  isRenewed: boolean;
}
const silent = () => {};

/**
 * Renews the token when GitHub refuses it, and tries again what had no effect: reads without an answer, and whatever a rate limit
 * refused that ends while the stage has time.
 */
export function githubRepository(settings: GitHubClientSettings): GitHubRepository {
  const { apiUrl, owner, repo, tokens, signal, waitsMs = WAITS_MS, leftMs = () => 3 * MINUTE_MS } = settings;
  const { pause = nodePause } = settings;
  const attempt = async (send: Send, options: RequestOptions, state: Tries) => {
    const { token } = await tokens.current();
    try {
      return await send({ ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } });
    } catch (error) {
      signal.throwIfAborted();
      const waitMs = waitBefore(error, options, state);
      if (waitMs === undefined) throw error;
      if (refusalOf(error)?.status === 401) tokens.forget(token);
      await pause(waitMs, signal);
      return undefined;
    }
  };
  const hook = async (send: Send, options: RequestOptions) => {
    const state: Tries = { waitsMs: [...waitsMs], limitWait: limitWaits(leftMs, waitsMs[0] ?? 0), isRenewed: false };
    let answer = await attempt(send, options, state);
    while (answer === undefined) answer = await attempt(send, options, state);
    return answer;
  };
  return {
    request: octokitRequest.defaults({
      baseUrl: apiUrl,
      headers: { 'user-agent': `ai-implement/${VERSION}` },
      request: {
        fetch: wholeFetch({ timeoutMs: TIMEOUT_MS, signal }),
        hook,
        log: { debug: silent, info: silent, warn: silent, error: silent },
      },
    }),
    owner,
    repo,
    botLogin: async () => (await tokens.current()).botLogin,
  };
}

/** Milliseconds until the next try; undefined when there is none. */
function waitBefore(error: unknown, { method }: RequestOptions, state: Tries): number | undefined {
  const refusal = refusalOf(error);
  if (refusal?.status === 401 && !state.isRenewed) {
    state.isRenewed = true;
    return 0;
  }
  const isUnanswered = refusal !== undefined && (refusal.status === undefined || refusal.status >= 500);
  if (refusal?.limitMs !== undefined) return state.limitWait(refusal.limitMs);
  return isUnanswered && method === 'GET' ? state.waitsMs.shift() : undefined;
}
