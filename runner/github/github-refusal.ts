import * as z from 'zod';
import { MINUTE_MS, SECOND_MS } from '../../shared/domain/time.ts';
import { StageFailure, type StageFailureCode } from '../stage-failure.ts';

/** What is known of a request to GitHub that failed. */
export interface GitHubRefusal {
  /** Absent when there was no answer. */
  status: number | undefined;
  /** GitHub's own words. */
  message: string;
  /** Milliseconds that a rate limit lasts, where one is the cause. */
  limitMs: number | undefined;
}

const Headers = z.record(z.string(), z.union([z.string(), z.number(), z.undefined()]));
const Refused = z.object({
  status: z.int(),
  headers: Headers,
  data: z
    .object({
      message: z.string().optional(),
      errors: z.array(z.union([z.string(), z.object({ message: z.string().optional() })])).optional(),
    })
    .catch({}),
});

/** Reads an error of Octokit's; undefined when it is none. */
export function refusalOf(error: unknown): GitHubRefusal | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  const answer = Refused.safeParse('response' in error ? error.response : undefined).data;
  if (answer === undefined) return { status: undefined, message: 'no answer', limitMs: undefined };
  const details = (answer.data.errors ?? []).map((detail) => (typeof detail === 'string' ? detail : detail.message));
  const said = [answer.data.message, ...details].filter((text) => text !== undefined).join('; ');
  const message = said === '' ? `HTTP ${answer.status}` : said;
  return { status: answer.status, message, limitMs: limitOf(answer.status, answer.headers, message) };
}

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function limitOf(status: number, headers: z.infer<typeof Headers>, message: string): number | undefined {
  const after = headers['retry-after'];
  const isUsedUp = String(headers['x-ratelimit-remaining']) === '0';
  if (status !== 429 && !(status === 403 && (after !== undefined || isUsedUp || /rate limit/i.test(message)))) {
    return undefined;
  }
  if (after !== undefined) return Number(after) * SECOND_MS;
  const reset = Number(headers['x-ratelimit-reset']) * SECOND_MS - Date.now();
  return Number.isFinite(reset) ? Math.max(reset, 0) : MINUTE_MS;
}

/**
 * What people read when GitHub does not let us do `act`, as in "open a pull request"; `permission` is what it takes, as in
 * "Pull requests: write". An error that is none of GitHub's is returned as it is.
 */
function explained(error: unknown, act: string, permission: string): unknown {
  const refusal = refusalOf(error);
  if (refusal === undefined) return error;
  const { status, message, limitMs } = refusal;
  const failed = (code: StageFailureCode, detail: string) => new StageFailure(code, detail, { cause: error });
  if (limitMs !== undefined) return failed('github_rate_limited', `we could not ${act}`);
  if (status === undefined || status >= 500) return failed('github_unavailable', `we could not ${act}: ${message}`);
  if (status === 401) return failed('github_token_refused', `we could not ${act}`);
  if (status === 403 || status === 404) {
    return failed('github_not_permitted', `${act}, which takes "${permission}". GitHub said: ${message}`);
  }
  return failed('github_request_refused', `${act}. GitHub said: ${message}`);
}

/** Does `work`, which looks first what stands, once more when it is not known whether it took effect. */
export async function againIfUnanswered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined || (refusal.status ?? 500) < 500) throw error;
    return work();
  }
}

/** Does `work`; whatever GitHub refuses of it is explained. */
export async function explaining<T>(act: string, permission: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explained(error, act, permission);
  }
}
