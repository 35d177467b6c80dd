import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { OPERATIONS, type Operation } from './operations.ts';
import { type Answer, badRequest, notSimulated, Refusal } from './refusals.ts';
import type { Site } from './site.ts';

/** Who may ask, at the start. */
export interface JiraAccess {
  email: string;
  apiToken: string;
  cloudId: string;
  accessToken: string;
  /** An API token with scopes. Default: there is none. */
  scopedToken?: string;
}

/** A request as it came in, with the operation that it asks for. */
export interface Asked {
  operation: Operation | undefined;
  /** The name for faults and counters: the operation's id, else method and path. */
  name: string;
  path: string[];
  url: URL;
  isThroughGateway: boolean;
}

/** Finds out what is asked for. */
export function askedOf(request: IncomingMessage, { cloudId }: JiraAccess): Asked {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const gateway = `/ex/jira/${cloudId}`;
  const isThroughGateway = url.pathname.startsWith(`${gateway}/`);
  const path = isThroughGateway ? url.pathname.slice(gateway.length) : url.pathname;
  const rest = path.startsWith('/rest/api/3/') ? path.slice('/rest/api/3'.length) : '';
  const operation = OPERATIONS.find((known) => known.method === request.method && known.path.test(rest));
  const parts = operation?.path.exec(rest)?.slice(1).map(decodeURIComponent) ?? [];
  return { operation, name: operation?.id ?? `${request.method} ${path}`, path: parts, url, isThroughGateway };
}

/** Checks the request against the SDK's schemas, carries it out, and checks the answer likewise. */
export function answerTo(asked: Asked, text: string, { site, origin }: { site: Site; origin: string }): Answer {
  try {
    if (asked.name === 'POST /rest/api/3/search') throw new Refusal(410, ['The requested API has been removed.']);
    const { operation } = asked;
    if (operation === undefined) throw notSimulated(asked.name);
    const body = bodyFor(operation, text);
    const query = queryFor(operation, asked.url);
    const answer = operation.serve({ site, state: site.state, origin, path: asked.path, query, body });
    const checked = operation.answer?.safeParse(answer.body);
    if (checked?.success === false) throw new Error(`${asked.name}: ${z.prettifyError(checked.error)}`);
    return answer;
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function bodyFor(operation: Operation, text: string): unknown {
  if (operation.body === undefined) return undefined;
  const parsed = operation.body.safeParse(parsedJson(text));
  if (!parsed.success) throw badRequest(`Invalid request payload. ${z.prettifyError(parsed.error)}`);
  return JSON.parse(text);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function queryFor(operation: Operation, { searchParams }: URL): Record<string, string[]> {
  const names = [...new Set(searchParams.keys())];
  const other = names.find((name) => !operation.query.includes(name));
  if (other !== undefined) throw notSimulated(`the query parameter ${other} of ${operation.id}`);
  return Object.fromEntries(names.map((name) => [name, searchParams.getAll(name)]));
}
