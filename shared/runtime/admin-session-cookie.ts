import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { SESSION_HOURS } from '../contract/admin-session.ts';

const NAME = 'ai_implement_session';

/** Admin sessions, known by a secret that only the browser's cookie holds. */
export interface Sessions {
  signIn(input: { accessCode: string; address: string }): Promise<string>;
  isSignedIn(secret: string): Promise<boolean>;
  signOut(secret: string): Promise<void>;
}

export function sessionSecret(event: APIGatewayProxyEventV2): string | undefined {
  const start = `${nameFor(event)}=`;
  return event.cookies?.find((text) => text.startsWith(start))?.slice(start.length) || undefined;
}

/** The cookie that keeps this secret, or forgets it. */
export function sessionCookie(event: APIGatewayProxyEventV2, secret: string | undefined): string {
  const maxAge = secret === undefined ? 0 : SESSION_HOURS * 3600;
  const name = nameFor(event);
  return `${name}=${secret ?? ''}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${name === NAME ? '' : '; Secure'}`;
}

/**
 * A laptop is reached over plain HTTP. With the prefix browsers take the cookie over HTTPS only, for this host only, and from no
 * neighbour of its domain: RFC 6265bis, 4.1.3.2.
 */
function nameFor({ headers }: APIGatewayProxyEventV2): string {
  return headers['x-forwarded-proto'] === 'http' ? NAME : `__Host-${NAME}`;
}
