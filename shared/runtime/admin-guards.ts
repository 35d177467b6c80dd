import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Caller, callerOf, mayAct, type Role } from '../contract/admin-access.ts';
import { SESSION_PATH } from '../contract/admin-routes.ts';
import { AppError } from '../domain/errors.ts';
import { type FindsCallers, sessionSecret } from './admin-session-cookie.ts';
import { requireJson } from './http-request.ts';
import type { HttpAnswer } from './problem.ts';

export interface AdminAnswer extends HttpAnswer {
  cookies?: string[];
  isBase64Encoded?: boolean;
}

/** Who asks, by a token or a session; others reach nothing under `/api` but the session itself. Of a request with a token no cookie counts. */
export async function requireCaller(
  event: APIGatewayProxyEventV2,
  sessions: FindsCallers,
): Promise<Caller | undefined> {
  const { path } = event.requestContext.http;
  if (!path.startsWith('/api/') || path === SESSION_PATH) return undefined;
  const token = bearerToken(event);
  const caller = token === undefined ? await signedInBy(event, sessions) : await bearerOf(token, sessions);
  if (caller === undefined) throw new AppError('sign_in_required', 'sign in first');
  return caller;
}

/** Whoever the cookie of this request lets in. */
export async function signedInBy(event: APIGatewayProxyEventV2, sessions: FindsCallers): Promise<Caller | undefined> {
  const secret = sessionSecret(event);
  const access = secret === undefined ? undefined : await sessions.find(secret);
  return access?.kind === 'session' ? callerOf(access) : undefined;
}

function bearerToken({ headers }: APIGatewayProxyEventV2): string | undefined {
  return /^bearer +(.+)$/i.exec(headers['authorization'] ?? '')?.[1]?.trim();
}

async function bearerOf(token: string, sessions: FindsCallers): Promise<Caller> {
  const access = await sessions.find(token);
  if (access?.kind === 'token') return callerOf(access);
  throw new AppError('token_refused', 'this token is not known: it was mistyped or revoked, or its time is over');
}

/** Refuses what somebody may not do, before anything of the request is looked at. */
export function requireRole(caller: Caller | undefined, least: Role): Caller {
  if (caller === undefined || !mayAct(caller.role, least)) {
    throw new AppError('role_too_low', `this is for the role ${least}; yours is ${caller?.role ?? 'none'}`);
  }
  return caller;
}

/**
 * A write must come from our own pages: browsers name the origin of every write, and a form of another site can send
 * no JSON without asking first. A token is of no browser, which adds none by itself.
 */
export async function requireSameOrigin(event: APIGatewayProxyEventV2, caller: Caller | undefined): Promise<void> {
  const { method } = event.requestContext.http;
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return;
  if (caller?.kind !== 'token') requireOwnOrigin(event);
  requireJson(event);
}

function requireOwnOrigin(event: APIGatewayProxyEventV2): void {
  const { origin, host, 'x-forwarded-host': forwardedHost } = event.headers;
  const from = hostOf(origin);
  if (from === undefined || (from !== host && from !== forwardedHost)) {
    throw new AppError('wrong_origin', 'writes must come from the pages of this site');
  }
}

function hostOf(origin: string | undefined): string | undefined {
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).host : undefined;
}
