import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { SESSION_HOURS } from '../contract/admin.ts';

const NAME = 'ai_implement_session';
/** With it browsers take the cookie over HTTPS only, for this host only, and from no neighbour of its domain: RFC 6265bis, 4.1.3.2. */
const HOST_PREFIX = '__Host-';

/** Admin sessions, known by a secret that only the browser's cookie holds. */
export interface Sessions {
  signIn(input: { accessCode: string; address: string }): Promise<string>;
  isSignedIn(secret: string): Promise<boolean>;
  signOut(secret: string): Promise<void>;
}

export function sessionSecret(event: APIGatewayProxyEventV2): string | undefined {
  const name = nameFor(event);
  const cookie = event.cookies?.find((text) => text.startsWith(`${name}=`));
  const secret = cookie?.slice(name.length + 1);
  return secret === '' ? undefined : secret;
}

/** The cookie that keeps this secret, or forgets it. */
export function sessionCookie(event: APIGatewayProxyEventV2, secret: string | undefined): string {
  const maxAge = secret === undefined ? 0 : SESSION_HOURS * 3600;
  const secure = isPlain(event) ? '' : '; Secure';
  return `${nameFor(event)}=${secret ?? ''}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure}`;
}

function nameFor(event: APIGatewayProxyEventV2): string {
  return isPlain(event) ? NAME : `${HOST_PREFIX}${NAME}`;
}

/** The browser came over plain HTTP, as on a laptop. API Gateway, which has none, sets the header itself. */
function isPlain(event: APIGatewayProxyEventV2): boolean {
  return event.headers['x-forwarded-proto'] === 'http';
}
