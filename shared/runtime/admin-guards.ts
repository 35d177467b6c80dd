import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { SESSION_PATH } from '../contract/admin-routes.ts';
import { AppError } from '../domain/errors.ts';
import { type Sessions, sessionSecret } from './admin-session-cookie.ts';
import { requireJson } from './http-request.ts';
import type { HttpAnswer } from './problem.ts';

export interface AdminAnswer extends HttpAnswer {
  cookies?: string[];
  isBase64Encoded?: boolean;
}

/** Whoever has no session reaches nothing under `/api` but the session itself. */
export async function requireSession(
  event: APIGatewayProxyEventV2,
  sessions: Pick<Sessions, 'isSignedIn'>,
): Promise<void> {
  const { path } = event.requestContext.http;
  if (!path.startsWith('/api/') || path === SESSION_PATH) return;
  const secret = sessionSecret(event);
  if (secret === undefined || !(await sessions.isSignedIn(secret))) {
    throw new AppError('sign_in_required', 'sign in first');
  }
}

/**
 * A write must come from our own pages: browsers name the origin of every write, and a form of another site can send
 * no JSON without asking first.
 */
export async function requireSameOrigin(event: APIGatewayProxyEventV2): Promise<void> {
  const { method } = event.requestContext.http;
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return;
  const { origin, host, 'x-forwarded-host': forwardedHost } = event.headers;
  const from = hostOf(origin);
  if (from === undefined || (from !== host && from !== forwardedHost)) {
    throw new AppError('wrong_origin', 'writes must come from the pages of this site');
  }
  requireJson(event);
}

function hostOf(origin: string | undefined): string | undefined {
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).host : undefined;
}
