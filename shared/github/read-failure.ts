import * as z from 'zod';
import { MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import { NotUnderstood, RepositoryMoved } from './answer-errors.ts';

/** What is known of a request to GitHub that failed. */
export interface RequestFailure {
  /** Undefined when there was no answer, or none of GitHub's own: only a body that was understood makes a refusal. */
  status: number | undefined;
  /** GitHub's own words, or ours where there are none. */
  message: string;
  /** What GitHub says beside it, one by one. */
  details: string[];
  /** Milliseconds that a rate limit lasts, where one is the cause. */
  limitMs: number | undefined;
  /**
   * Set where a signature of ours was refused for its times. Such a failure has no status: nothing was asked that GitHub could refuse.
   */
  isClockWrong?: true;
}

const Headers = z.record(z.string(), z.union([z.string(), z.number(), z.undefined()]));
type Headers = z.infer<typeof Headers>;
const Answered = z.object({ status: z.int(), headers: Headers, data: z.unknown() });
const Said = z.object({
  message: z.string(),
  errors: z.array(z.union([z.string(), z.object({ message: z.string().optional() })])).catch([]),
});

/** Reads an error of Octokit's, or of ours about an answer. Undefined when it is neither. `now`: epoch milliseconds. */
export function readFailure(error: unknown, now: number): RequestFailure | undefined {
  if (error instanceof NotUnderstood) return unanswered(error.message);
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  if (error.cause instanceof RepositoryMoved) return { ...unanswered(error.cause.message), status: 301 };
  if (error.cause instanceof NotUnderstood) return unanswered(error.cause.message);
  const answer = Answered.safeParse('response' in error ? error.response : undefined).data;
  return answer === undefined ? unanswered('no answer') : readAnswer(answer, now);
}

function unanswered(message: string): RequestFailure {
  return { status: undefined, message, details: [], limitMs: undefined };
}

function readAnswer({ status, headers, data }: z.infer<typeof Answered>, now: number): RequestFailure {
  const said = Said.safeParse(data).data;
  if (status === 401 && /'(?:exp|iat)'/.test(said?.message ?? '')) {
    return { ...unanswered(clockWords(headers, now)), isClockWrong: true };
  }
  const limitMs = limitOf(status, headers, { message: said?.message ?? '', now });
  if (said === undefined) {
    const isKnown = limitMs !== undefined || status >= 500;
    const message = isKnown ? `HTTP ${status}` : `HTTP ${status} in words that are not GitHub's`;
    return { ...unanswered(message), status: isKnown ? status : undefined, limitMs };
  }
  const details = said.errors.map((detail) => (typeof detail === 'string' ? detail : detail.message));
  return { status, message: said.message, details: details.filter((text) => text !== undefined), limitMs };
}

/**
 * GitHub says 429, or 403 with a hint; a 403 without any is a missing permission. The reset that it names is that of the hourly
 * limit, whichever limit it was: it counts only where that one is used up.
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
function limitOf(status: number, headers: Headers, { message, now }: { message: string; now: number }) {
  const after = headers['retry-after'];
  const isUsedUp = String(headers['x-ratelimit-remaining']) === '0';
  const isHinted = after !== undefined || isUsedUp || /rate limit/i.test(message);
  if (status !== 429 && !(status === 403 && isHinted)) return undefined;
  const reset = isUsedUp ? Number(headers['x-ratelimit-reset']) * SECOND_MS - now : Number.NaN;
  const lasts = after === undefined ? reset : Number(after) * SECOND_MS;
  return Number.isFinite(lasts) ? Math.max(lasts, 0) : MINUTE_MS;
}

/**
 * GitHub takes signatures that were made at most a minute in its future and end within ten minutes; it says the time with every
 * answer. https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
function clockWords(headers: Headers, now: number): string {
  const aheadMs = now - Date.parse(String(headers['date']));
  if (Number.isNaN(aheadMs)) return "our clock is not GitHub's, which therefore takes none of our signatures";
  const seconds = Math.round(Math.abs(aheadMs) / SECOND_MS);
  const where = aheadMs < 0 ? 'behind' : 'ahead of';
  return `our clock is ${seconds} s ${where} GitHub's, which therefore takes none of our signatures`;
}
