import type { Client } from 'jira.js/core';
import * as z from 'zod';
import { ServiceRefusal, ServiceUnavailable } from '../../domain/errors.ts';
import { instant, SECOND_MS } from '../../domain/time.ts';
import type { JiraCalls } from './jira-calls.ts';
import { isAsNobody, jiraClient, OtherAnswer } from './jira-client.ts';
import { type JiraAuth, jiraSignIn } from './sign-in.ts';

export interface JiraConnection {
  /** For example `https://acme.atlassian.net`, without a slash at its end; `http:` only on the loopback. */
  siteUrl: string;
  auth: JiraAuth;
  /** Where OAuth tokens are taken. Default `https://api.atlassian.com`. */
  gatewayUrl?: string;
  /** How long to wait for one answer. Default 10 s. */
  timeoutMs?: number;
  /** Epoch milliseconds. Default: the system's. */
  now?: () => number;
}

/** The calls that functions make; those that only commands make ask the client. */
type Call = (jira: JiraCalls, client: Client) => Promise<unknown>;

export interface JiraRequests {
  /**
   * One HTTP request. Throws `ServiceUnavailable`, also on an answer that was not understood, or `JiraRefusal`, after a look whether
   * Jira knows who asks: whom it takes for nobody it tells that nothing is there.
   */
  send<Answer>(operation: string, call: Call, answer: z.ZodType<Answer>): Promise<Answer>;
  /** Whose credential it is; asked once for each. */
  accountId(): Promise<string>;
  /**
   * To be awaited before an answer is believed that Jira also gives to nobody, such as an empty search: throws
   * `ServiceUnavailable` unless Jira knew us within the last five minutes, or does so now.
   */
  proveSignIn(): Promise<void>;
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

const Me = z.object({ accountId: z.string() });

/** Sends requests through the SDK, which is imported with the first one. */
export function jiraRequests(connection: JiraConnection): JiraRequests {
  const { now = Date.now } = connection;
  const ask = asker(connection);
  const signIn = jiraSignIn(connection.auth, now);
  /** One request under this credential, which is noted as refused where it is. */
  const askAs: typeof ask = (header, operation, call, answer) =>
    ask(header, operation, call, answer).catch((error: unknown) => {
      throw isCredentialRefused(error) ? signIn.refuse(header, error) : error;
    });
  const identify = async (header: string) => {
    const { accountId } = await askAs(header, 'Myself', (calls) => calls.myself(), Me).catch((error: unknown) => {
      // An account that may not even ask who it is, is none that could do anything.
      throw error instanceof JiraRefusal ? signIn.refuse(header) : error;
    });
    signIn.accept(header, accountId);
    return accountId;
  };
  const prove = async (header: string) => {
    if (!signIn.isProven(header)) await identify(header);
  };
  /** A refusal is thrown only of a credential that Jira knows. */
  const askKnown: typeof ask = (header, operation, call, answer) =>
    askAs(header, operation, call, answer).catch(async (error: unknown) => {
      if (error instanceof JiraRefusal) await prove(header);
      throw error;
    });
  return {
    async send(operation, call, answer) {
      try {
        return await askKnown(await signIn.header(), operation, call, answer);
      } catch (error) {
        if (!isCredentialRefused(error)) throw error;
        // Read anew now; the same one is refused here without another request.
        return askKnown(await signIn.header(), operation, call, answer);
      }
    },
    async accountId() {
      const header = await signIn.header();
      return signIn.accountOf(header) ?? identify(header);
    },
    proveSignIn: async () => prove(await signIn.header()),
  };
}

/** Asks once under the given credential, and says of every other answer what it means. */
function asker(connection: JiraConnection) {
  const { timeoutMs = TIMEOUT_MS, now = Date.now } = connection;
  const host = hostOf(connection);
  return async <Answer>(header: string, operation: string, call: Call, answer: z.ZodType<Answer>): Promise<Answer> => {
    const { jiraCalls } = await import('./jira-calls.ts');
    const client = jiraClient({ host, authorization: header, timeoutMs });
    const response = await call(jiraCalls(client), client).catch((error: unknown) => {
      throw translated(error, operation, now);
    });
    // Of what we use of it: a site may differ from the SDK's schemas in all the rest.
    const parsed = answer.safeParse(response);
    if (!parsed.success) throw new ServiceUnavailable('jira', 'outage', `${operation} was answered in another shape`);
    return parsed.data;
  };
}

function isCredentialRefused(error: unknown): error is ServiceUnavailable {
  return error instanceof ServiceUnavailable && error.reason === 'credential_refused';
}

function hostOf({ siteUrl, auth: { cloudId }, gatewayUrl = GATEWAY_URL }: JiraConnection): string {
  const host = cloudId === undefined ? siteUrl : `${gatewayUrl}/ex/jira/${cloudId}`;
  const { protocol, hostname } = new URL(host);
  if (protocol !== 'https:' && !['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) {
    throw new Error('Jira is asked over HTTPS only: the requests carry a credential');
  }
  return host;
}

/** Words of Jira's own; what stands before it speaks otherwise. */
const Words = z
  .object({ errorMessages: z.array(z.string()), errors: z.record(z.string(), z.unknown()) })
  .partial()
  .refine(({ errorMessages, errors }) => errorMessages !== undefined || errors !== undefined);

/** What Atlassian's gateway says to a token that is not good for what is asked. */
const OutOfScope = z.object({ message: z.string().regex(/scope does not match/i) });

/** Jira's messages may quote ticket text, so none of them stands in the error's own. */
function translated(error: unknown, operation: string, now: () => number): Error {
  if (!(error instanceof OtherAnswer)) return new ServiceUnavailable('jira', 'outage', `${operation} was not answered`);
  const { status, headers, body } = error;
  if (status === 401 && OutOfScope.safeParse(body).success) {
    return new ServiceUnavailable('jira', 'credential_refused', `${operation} needs a scope that the token lacks`);
  }
  if (status === 401 || isAsNobody(headers)) {
    return new ServiceUnavailable('jira', 'credential_refused', `${operation} was answered as to nobody`);
  }
  if (status === 429) {
    return new ServiceUnavailable('jira', 'rate_limited', `${operation} exceeded a limit`, retryAt(headers, now));
  }
  const words = Words.safeParse(body);
  // A site that is not there, or a page of what stands before it, says nothing of what was asked for.
  if (status < 400 || status >= 500 || status === 408 || !words.success) {
    return new ServiceUnavailable('jira', 'outage', `${operation} was answered with status ${status}`);
  }
  const { errorMessages = [], errors = {} } = words.data;
  return new JiraRefusal(operation, `status ${status}`, { status, words: errorMessages, fields: Object.keys(errors) });
}

/** No date is later. Source: ECMA-262, time values. */
const LATEST_MS = 8.64e15;

/** `Retry-After` in seconds, or as a date; undefined where it says neither. */
function retryAt(headers: Headers, now: () => number): string | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  const at = /^\d+$/.test(text) ? now() + Number(text) * SECOND_MS : Date.parse(text);
  return Math.abs(at) <= LATEST_MS ? instant(at) : undefined;
}
