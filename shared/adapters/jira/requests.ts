import * as z from 'zod';
import { ServiceRefusal, ServiceUnavailable } from '../../domain/errors.ts';
import { instant, SECOND_MS } from '../../domain/time.ts';
import type { JiraCalls } from './jira-calls.ts';

export interface JiraConnection {
  /** For example `https://acme.atlassian.net`, without a slash at its end; `http:` only on the loopback. */
  siteUrl: string;
  auth: JiraAuth;
  /** Where OAuth tokens are taken. Default `https://api.atlassian.com`. */
  gatewayUrl?: string;
  /** How long to wait for one answer. Default 10 s. */
  timeoutMs?: number;
  /** Epoch milliseconds, to read `Retry-After`. Default: the system's. */
  now?: () => number;
}

type JiraAuth =
  | { kind: 'api_token'; email: string; apiToken: string }
  /** `accessToken` is asked before every request, so that it can be renewed. */
  | { kind: 'oauth'; cloudId: string; accessToken: () => Promise<string> };

export interface JiraRequests {
  /** One HTTP request. Throws `ServiceUnavailable` or `JiraRefusal`. */
  send<Answer>(
    operation: string,
    call: (jira: JiraCalls) => Promise<unknown>,
    answer: z.ZodType<Answer>,
  ): Promise<Answer>;
}

interface RefusalDetails {
  status?: number;
  fields?: string[];
  words?: string[];
}

/** Jira understood the request and will not do it; repeating it as it is does not help. Its message holds no text of Jira's. */
export class JiraRefusal extends ServiceRefusal {
  /** The HTTP status; undefined when it is we who refuse what Jira says. */
  readonly status: number | undefined;
  /** Ids of the fields that Jira would not take. */
  readonly fields: readonly string[];
  readonly #words: readonly string[];
  constructor(operation: string, reason: string, { status, fields = [], words = [] }: RefusalDetails = {}) {
    super('jira', operation, reason);
    this.#words = words;
    this.name = 'JiraRefusal';
    this.status = status;
    this.fields = fields;
  }

  /** Jira's own words, which may quote what was asked: for whoever asked, and out of reach of a logger. */
  get words(): readonly string[] {
    return this.#words;
  }
}

/** For `catch`: a ticket that does not exist is an outcome, everything else stays an error. */
export function undefinedIfGone(error: unknown): undefined {
  if (error instanceof JiraRefusal && error.status === 404) return undefined;
  throw error;
}

const TIMEOUT_MS = 10 * SECOND_MS;
const GATEWAY_URL = 'https://api.atlassian.com';

/** Sends requests through the SDK, which is imported with the first one. */
export function jiraRequests(connection: JiraConnection): JiraRequests {
  const { timeoutMs = TIMEOUT_MS, now = Date.now } = connection;
  const host = hostOf(connection);
  let calls: Promise<JiraCalls> | undefined;
  const open = async () => {
    const { jiraCalls } = await import('./jira-calls.ts');
    // Answers are parsed here for what we use of them: a site may differ from the SDK's schemas in all the rest.
    return jiraCalls({ host, auth: authOf(connection.auth), onSchemaMismatch: 'silent' });
  };
  return {
    async send(operation, call, answer) {
      calls ??= open();
      const response = await within(timeoutMs, call(await calls)).catch((error: unknown) => {
        throw translated(error, operation, now);
      });
      const parsed = answer.safeParse(response);
      if (!parsed.success) throw new JiraRefusal(operation, 'an answer of another shape');
      return parsed.data;
    },
  };
}

function hostOf({ siteUrl, auth, gatewayUrl = GATEWAY_URL }: JiraConnection): string {
  const host = auth.kind === 'oauth' ? `${gatewayUrl}/ex/jira/${auth.cloudId}` : siteUrl;
  const { protocol, hostname } = new URL(host);
  if (protocol !== 'https:' && !['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) {
    throw new Error('Jira is asked over HTTPS only: the requests carry a credential');
  }
  return host;
}

function authOf(auth: JiraAuth) {
  if (auth.kind === 'oauth') return { type: 'bearer' as const, getToken: auth.accessToken };
  return { type: 'basic' as const, email: auth.email, apiToken: auth.apiToken };
}

/** The SDK takes no signal: a request that is given up on goes on by itself. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer in time')), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the SDK's errors carry when there was an answer. */
const Failure = z.object({
  status: z.number(),
  retryAfterMs: z.number().optional(),
  body: z
    .object({ errorMessages: z.array(z.string()).optional(), errors: z.record(z.string(), z.unknown()).optional() })
    .catch({}),
});

/** Jira's messages may quote ticket text, so none of them stands in the error's own. */
function translated(error: unknown, operation: string, now: () => number): Error {
  const failure = Failure.safeParse(error);
  if (!failure.success) return new ServiceUnavailable('jira', 'outage', `${operation} was not answered`);
  const { status, retryAfterMs, body } = failure.data;
  if (status === 429) {
    const retryAt = retryAfterMs === undefined ? undefined : instant(now() + retryAfterMs);
    return new ServiceUnavailable('jira', 'rate_limited', `${operation} exceeded a limit`, retryAt);
  }
  if (status >= 500 || status === 408) {
    return new ServiceUnavailable('jira', 'outage', `${operation} was answered with status ${status}`);
  }
  // A 404 without a word of Jira's comes from in front of it: a wrong site or cloud id, not a ticket that is gone.
  if (status === 404 && body.errorMessages === undefined) return new JiraRefusal(operation, 'there is no such site');
  const { errorMessages: words = [], errors = {} } = body;
  return new JiraRefusal(operation, `status ${status}`, { status, words, fields: Object.keys(errors) });
}
