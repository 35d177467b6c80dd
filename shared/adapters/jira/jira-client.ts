import type { Client } from 'jira.js/core';

export interface ClientOptions {
  /** Without a slash at its end. */
  host: string;
  /** The value of the header `Authorization`. */
  authorization: string;
  /** How long to wait for one answer, its body included. */
  timeoutMs: number;
}

/** An answer that is not the one that was asked for: an error, a redirect, a page for people, one for somebody else. */
export class OtherAnswer extends Error {
  readonly status: number;
  readonly headers: Headers;
  /** What its JSON says; undefined where it is none. */
  readonly body: unknown;
  constructor({ status, headers }: Pick<Response, 'status' | 'headers'>, body: unknown) {
    super(`an answer with status ${status}`);
    this.name = 'OtherAnswer';
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

/**
 * Carries one call of the SDK's. Its own client is not used: it shows no header of an answer, lets a write that a login page
 * answered with 200 succeed, turns some times into dates, and takes no signal. Throws `OtherAnswer`, and whatever `fetch` throws, also
 * where a body breaks off.
 */
export function jiraClient({ host, authorization, timeoutMs }: ClientOptions): Client {
  return {
    async sendRequest<T>({ url, method = 'GET', searchParams = {}, body }: Parameters<Client['sendRequest']>[0]) {
      const isWithBody = body !== undefined;
      const response = await fetch(`${host}${url}${queryOf(searchParams)}`, {
        method,
        headers: {
          ...{ accept: 'application/json', authorization },
          ...(isWithBody && { 'content-type': 'application/json' }),
        },
        ...(isWithBody && { body: JSON.stringify(body) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const said = parsedJson(await response.text());
      const isAnswered = response.ok && (response.status === 204 || said !== undefined);
      if (!isAnswered || isAsNobody(response.headers)) throw new OtherAnswer(response, said);
      return said as T;
    },
  };
}

const NOT_SIGNED_IN = ['AUTHENTICATED_FAILED', 'AUTHENTICATION_DENIED', 'AUTHORISATION_FAILED'];

/** Whether Jira says that it took us for nobody: a sign-in that fails is no error to it. */
export function isAsNobody(headers: Headers): boolean {
  const reasons = headers.get('x-seraph-loginreason')?.split(',') ?? [];
  return reasons.some((reason) => NOT_SIGNED_IN.includes(reason.trim()));
}

function queryOf(parameters: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value].flat()) if (one !== undefined) query.append(name, String(one));
  }
  return query.size === 0 ? '' : `?${query}`;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
