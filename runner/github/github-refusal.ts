import { type LastingRefusal, lastingRefusal } from '../../shared/github/lasting-refusal.ts';
import { readFailure } from '../../shared/github/read-failure.ts';
import { StageFailure, type StageFailureCode } from '../stages/stage-failure.ts';

/** What is known of a request to GitHub that failed. */
export interface GitHubRefusal {
  /** Absent when there was no answer, or none that was understood. */
  status: number | undefined;
  /** GitHub's own words. */
  message: string;
  /** Milliseconds that a rate limit lasts, where one is the cause. */
  limitMs: number | undefined;
  /** Where GitHub will not do it until a person changes something there. */
  lasting: LastingRefusal | undefined;
}

/** Reads an error about an answer of GitHub's; undefined when it is none. */
export function refusalOf(error: unknown): GitHubRefusal | undefined {
  const failure = readFailure(error, Date.now());
  if (failure === undefined) return undefined;
  const { status, message, details, limitMs } = failure;
  return { status, message: [message, ...details].join('; '), limitMs, lasting: lastingRefusal(failure) };
}

/** What changed since the run was ordered; what else GitHub refuses is told with the permission that it takes. */
const MEANWHILE: Partial<Record<LastingRefusal, StageFailureCode>> = {
  archived: 'archived_meanwhile',
  suspended: 'suspended_meanwhile',
  moved: 'moved_meanwhile',
};

/**
 * What people read when GitHub does not let us do `act`, as in "open a pull request"; `permission` is what it takes, as in
 * "Pull requests: write". An error that is none of GitHub's is returned as it is.
 */
function explained(error: unknown, act: string, permission: string): unknown {
  const refusal = refusalOf(error);
  if (refusal === undefined) return error;
  const { status, message, limitMs, lasting } = refusal;
  const failed = (code: StageFailureCode, detail: string) => new StageFailure(code, detail, { cause: error });
  if (limitMs !== undefined) return failed('github_rate_limited', `we could not ${act}`);
  if (status === undefined || status >= 500) return failed('github_unavailable', `we could not ${act}: ${message}`);
  if (status === 401) return failed('github_token_refused', `we could not ${act}`);
  const meanwhile = lasting && MEANWHILE[lasting];
  if (meanwhile !== undefined) return failed(meanwhile, `we could not ${act}. GitHub said: ${message}`);
  if (status === 403 || status === 404) {
    return failed('github_not_permitted', `${act}, which takes "${permission}". GitHub said: ${message}`);
  }
  return failed('github_request_refused', `${act}. GitHub said: ${message}`);
}

/**
 * Does `work`, which looks first what stands, once more when it is not known whether it took effect: the answer was lost, broke
 * off, or was none of GitHub's.
 */
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
