import { ServiceUnavailable } from '../../domain/errors.ts';
import { type Instant, instant, SECOND_MS } from '../../domain/time.ts';
import { type LastingRefusal, lastingRefusal } from '../../github/lasting-refusal.ts';
import { readFailure } from '../../github/read-failure.ts';
import { redacted } from './redact.ts';

/** What is known of a request that failed. */
export interface GitHubFailure {
  /** Undefined when there was no answer that was understood: a time-out, a connection that broke, a page of a proxy. */
  status: number | undefined;
  /** GitHub's own words, without tokens. */
  message: string;
  /** Set when a rate limit is the cause. */
  retryAt: Instant | undefined;
  /** Set where GitHub will not do it until a person changes something there. */
  lasting: LastingRefusal | undefined;
  /** Set when our clock is the cause. */
  isClockWrong: boolean;
}

/** Without a hint of GitHub's: its documentation asks for at least a minute. */
export const RETRY_MS = 60 * SECOND_MS;

/** Reads an error about an answer; undefined when it is none (a defect, or a key that cannot be used). */
export function githubFailure(error: unknown, now: number): GitHubFailure | undefined {
  const failure = readFailure(error, now);
  if (failure === undefined) return undefined;
  const { status, message, limitMs } = failure;
  const retryAt = limitMs === undefined ? undefined : instant(now + Math.max(limitMs, SECOND_MS));
  const isClockWrong = failure.isClockWrong === true;
  return { status, message: redacted(message), retryAt, lasting: lastingRefusal(failure), isClockWrong };
}

/** For what cannot be answered now: says why without the request, whose body holds tokens. */
export function unavailable(failure: GitHubFailure): ServiceUnavailable {
  const { status, message, retryAt } = failure;
  const text = status === undefined ? message : `${status} ${message}`;
  return new ServiceUnavailable('github', reasonOf(failure), text, retryAt);
}

function reasonOf({ status, retryAt }: GitHubFailure): ServiceUnavailable['reason'] {
  if (retryAt !== undefined) return 'rate_limited';
  return status === 401 ? 'credential_refused' : 'outage';
}
