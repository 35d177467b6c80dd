import * as z from 'zod';
import { ServiceRefusal, ServiceUnavailable } from '../../domain/errors.ts';
import { instant, SECOND_MS } from '../../domain/time.ts';

export interface LinearOptions {
  /** For example `https://api.linear.app/graphql`; `http:` only on the loopback. */
  apiUrl: string;
  /** A personal API key. */
  /** `isFresh`: as it is stored now, whatever was read before. */
  apiKey(options: { isFresh: boolean }): Promise<string>;
  /** How long to wait for one answer. Default 10 s. */
  timeoutMs?: number;
  /** Epoch milliseconds, to read `Retry-After`. Default: the system's. */
  now?: () => number;
}

/** A GraphQL operation of ours, and what its answer must look like. */
export interface Operation<Answer> {
  name: string;
  document: string;
  answer: z.ZodType<Answer>;
}

export interface LinearRequests {
  /** One HTTP request. Throws `ServiceUnavailable` or `LinearRefusal`; an answer with errors beside data is an error. */
  send<Answer>(operation: Operation<Answer>, variables: Record<string, unknown>): Promise<Answer>;
}

/** Linear understood the request and will not do it; repeating it as it is does not help. Holds no text of Linear's. */
export class LinearRefusal extends ServiceRefusal {
  /** The kind of thing that Linear did not find, for example `Issue`. */
  readonly missing: string | undefined;
  constructor(operation: string, reason: string, missing?: string) {
    super('linear', operation, reason);
    this.name = 'LinearRefusal';
    this.missing = missing;
  }
}

/** For `catch`: a ticket that does not exist is an outcome, everything else stays an error. */
export function undefinedIfGone(error: unknown): undefined {
  if (error instanceof LinearRefusal && error.missing === 'Issue') return undefined;
  throw error;
}

const TIMEOUT_MS = 10 * SECOND_MS;

/** Sends operations through the SDK's raw client. The SDK is 1.6 MB, so it is imported with the first request. */
export function linearRequests({
  apiUrl,
  apiKey,
  timeoutMs = TIMEOUT_MS,
  now = Date.now,
}: LinearOptions): LinearRequests {
  const sendAs = async <Answer>(key: string, operation: Operation<Answer>, variables: Record<string, unknown>) => {
    const { LinearClient } = await import('@linear/sdk');
    // One client a request: the SDK takes a signal only when a client is made. A redirect would make a GET of it.
    const settings = { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' } as const;
    const { client } = new LinearClient({ apiKey: key, apiUrl, ...settings });
    const response = await client.rawRequest(operation.document, variables).catch((error: unknown) => {
      throw translated(error, operation.name, now);
    });
    const answer = operation.answer.safeParse(response.data);
    if (!answer.success)
      throw new ServiceUnavailable('linear', 'outage', `${operation.name} was answered in another shape`);
    return answer.data;
  };
  return {
    async send(operation, variables) {
      const key = await apiKey({ isFresh: false });
      try {
        return await sendAs(key, operation, variables);
      } catch (error) {
        // What is refused had no effect. It is asked once more with the key that is stored now, where that is another.
        const isRefused = error instanceof ServiceUnavailable && error.reason === 'credential_refused';
        const stored = isRefused ? await apiKey({ isFresh: true }) : key;
        if (stored === key) throw error;
        return sendAs(stored, operation, variables);
      }
    },
  };
}

/** What the SDK's errors carry: the HTTP answer, if there was one. */
const Failure = z.object({
  raw: z.object({
    response: z.object({
      status: z.number(),
      headers: z.instanceof(Headers),
      errors: z
        .array(
          z.object({
            message: z.string().catch(''),
            extensions: z
              .object({ code: z.string().catch(''), type: z.string().catch('') })
              .catch({ code: '', type: '' }),
          }),
        )
        // Linear names each error's kind; what does not is no answer of Linear's.
        .transform((errors) => errors.filter(({ extensions }) => extensions.code !== '' || extensions.type !== ''))
        .optional(),
    }),
  }),
});
type FailedResponse = z.infer<typeof Failure>['raw']['response'];

/** Linear names a key that it does not take by code and by type; servers before it may send one of them only. */
function isOfTheKey({ extensions: { code, type } }: { extensions: { code: string; type: string } }): boolean {
  return code === 'AUTHENTICATION_ERROR' || type === 'authentication error';
}

const PASSING_TYPES = ['internal error', 'lock timeout', 'network error'];

/** Linear's messages may quote ticket text, so none of them is passed on. */
function translated(error: unknown, operation: string, now: () => number): Error {
  const failure = Failure.safeParse(error);
  if (!failure.success) return new ServiceUnavailable('linear', 'outage', `${operation} was not answered`);
  const { response } = failure.data.raw;
  const { status, errors = [] } = response;
  if (status === 429 || errors.some((e) => e.extensions.code === 'RATELIMITED')) {
    return new ServiceUnavailable('linear', 'rate_limited', `${operation} exceeded a limit`, retryAt(response, now));
  }
  if (status === 401 || errors.some(isOfTheKey)) {
    return new ServiceUnavailable('linear', 'credential_refused', `${operation} was refused: the API key is not taken`);
  }
  const isPassing = errors.some((e) => PASSING_TYPES.includes(e.extensions.type));
  if (status >= 500 || isPassing || errors.length === 0) {
    return new ServiceUnavailable('linear', 'outage', `${operation} was answered with status ${status}`);
  }
  const missing = errors.map((e) => /^Entity not found: (\w+)/.exec(e.message)?.[1]).find(Boolean);
  const known = KNOWN_RULES.find(({ says }) => errors.some((e) => says.test(e.message)));
  return new LinearRefusal(operation, known?.means ?? (errors[0]?.extensions.code || `status ${status}`), missing);
}

/** Rules of Linear's whose messages we know, in our words. */
const KNOWN_RULES = [
  { says: /not exclusive child labels/i, means: 'a ticket bears one label of a group at most' },
  { says: /duplicate label name/i, means: 'a label of that name stands already' },
];

/** When the limit that was exceeded is lifted, as ISO 8601; undefined when Linear did not say. */
function retryAt({ headers }: FailedResponse, now: () => number): string | undefined {
  const number = (name: string) => (headers.has(name) ? Number(headers.get(name)) : Number.NaN);
  const requestsReset = number('x-ratelimit-requests-reset');
  const complexityReset = number('x-ratelimit-complexity-reset');
  const isOutOfRequests = number('x-ratelimit-requests-remaining') <= 0;
  const resets = isOutOfRequests ? [requestsReset, complexityReset] : [complexityReset, requestsReset];
  const moments = [...resets, now() + number('retry-after') * SECOND_MS];
  const moment = moments.find(Number.isFinite);
  return moment === undefined ? undefined : instant(moment);
}
