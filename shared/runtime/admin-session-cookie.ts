import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Access } from '../contract/admin-access.ts';
import { SESSION_COOKIES, SESSION_HOURS } from '../contract/admin-session.ts';

/** Whom a secret lets in. */
export interface FindsCallers {
  find(secret: string): Promise<Access | undefined>;
}

/** Admin sessions, known by a secret that only the browser's cookie holds. */
export interface Sessions extends FindsCallers {
  /** Answers the secret of the session that it opened, and for whom. */
  signIn(input: { accessCode: string; address: string }): Promise<Access & { secret: string }>;
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
  return `${name}=${secret ?? ''}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${name === SESSION_COOKIES.http ? '' : '; Secure'}`;
}

function nameFor({ headers }: APIGatewayProxyEventV2): string {
  return SESSION_COOKIES[headers['x-forwarded-proto'] === 'http' ? 'http' : 'https'];
}
