import { ServiceUnavailable } from '../../domain/errors.ts';
import { type Instant, instant, SECOND_MS } from '../../domain/time.ts';
import { redacted } from './redact.ts';

/**
 * What is known of a request that failed. `status` is undefined when there was no answer: a time-out, or a connection
 * that broke.
 */
export interface GitHubFailure {
  status: number | undefined;
  /** GitHub's own words, without tokens. */
  message: string;
  /** Set when a rate limit is the cause. */
  retryAt: Instant | undefined;
}

interface Answered {
  status: number;
  headers: Record<string, string | number | undefined>;
  data: unknown;
}

/** Without a hint of GitHub's: its documentation asks for at least a minute. */
export const RETRY_MS = 60 * SECOND_MS;

/** Reads an error of Octokit's; undefined when it is none (a defect, or a key that cannot be used). */
export function githubFailure(error: unknown, now: number): GitHubFailure | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  const response = 'response' in error ? (error.response as Answered | undefined) : undefined;
  if (response === undefined) return { status: undefined, message: 'no answer', retryAt: undefined };
  const data = response.data as { message?: unknown } | null;
  const message = typeof data?.message === 'string' ? redacted(data.message) : `HTTP ${response.status}`;
  return { status: response.status, message, retryAt: endOfLimit(response, message, now) };
}

/**
 * When a rate limit ends. GitHub says 429, or 403 with a hint; a 403 without any is a missing permission.
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
function endOfLimit({ status, headers }: Answered, message: string, now: number): Instant | undefined {
  const after = headers['retry-after'];
  const isUsedUp = String(headers['x-ratelimit-remaining']) === '0';
  const isLimit =
    status === 429 || (status === 403 && (after !== undefined || isUsedUp || /rate limit/i.test(message)));
  if (!isLimit) return undefined;
  const reset = isUsedUp ? Number(headers['x-ratelimit-reset']) * SECOND_MS : Number.NaN;
  const hint = after === undefined ? reset : now + Number(after) * SECOND_MS;
  return instant(Number.isFinite(hint) ? Math.max(hint, now + SECOND_MS) : now + RETRY_MS);
}

/** For what cannot be answered now: says why without the request, whose body holds tokens. */
export function unavailable(failure: GitHubFailure): ServiceUnavailable {
  const { status, message, retryAt } = failure;
  const text = status === undefined ? message : `${status} ${message}`;
  return new ServiceUnavailable('github', retryAt === undefined ? 'outage' : 'rate_limited', text, retryAt);
}
