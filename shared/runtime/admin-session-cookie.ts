import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { SESSION_HOURS } from '../contract/admin.ts';

const NAME = 'ai_implement_session';

/** Admin sessions, known by a secret that only the browser's cookie holds. */
export interface Sessions {
  signIn(input: { accessCode: string; address: string }): Promise<string>;
  isSignedIn(secret: string): Promise<boolean>;
  signOut(secret: string): Promise<void>;
}

export function sessionSecret(event: APIGatewayProxyEventV2): string | undefined {
  const cookie = event.cookies?.find((text) => text.startsWith(`${NAME}=`));
  const secret = cookie?.slice(NAME.length + 1);
  return secret === '' ? undefined : secret;
}

/** The cookie that keeps this secret, or forgets it. `Secure` unless the browser came over plain HTTP, as on a laptop. */
export function sessionCookie(event: APIGatewayProxyEventV2, secret: string | undefined): string {
  const maxAge = secret === undefined ? 0 : SESSION_HOURS * 3600;
  const secure = event.headers['x-forwarded-proto'] === 'http' ? '' : '; Secure';
  return `${NAME}=${secret ?? ''}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure}`;
}
