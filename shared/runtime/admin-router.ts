import type { AdminOperations } from '../contract/admin.ts';
import { OPEN_API_FILE, OPEN_API_PATH, SESSION_PATH } from '../contract/admin-routes.ts';
import { ADMIN_BODY_LIMIT, SignIn } from '../contract/admin-session.ts';
import { VERSION } from '../contract/version.ts';
import { parseInput } from './admin-input.ts';
import { type Sessions, sessionCookie, sessionSecret } from './admin-session-cookie.ts';
import { type GuardedRoute, guardedRouter, operationRoutes, type Serve } from './guarded-router.ts';
import { bodyText } from './http-request.ts';
import { jsonAnswer } from './problem.ts';
import type { StaticFiles } from './static-files.ts';

export interface AdminRouterOptions {
  operations: AdminOperations;
  sessions: Sessions;
  /** The UI as it was built. */
  files: StaticFiles;
}

/** Mounts the admin API and its UI: one function serves `/api/*`, `/admin/*` and `/health`; `/` leads to the UI. */
export function adminRouter(options: AdminRouterOptions) {
  const { operations, sessions } = options;
  return guardedRouter([...operationRoutes(operations), ...sessionRoutes(options), ...fileRoutes(options)], sessions);
}

function sessionRoutes({ sessions }: AdminRouterOptions): GuardedRoute[] {
  const signIn: Serve = async (event) => {
    const { accessCode } = parseInput(SignIn, bodyText(event, ADMIN_BODY_LIMIT));
    const secret = await sessions.signIn({ accessCode, address: event.requestContext.http.sourceIp });
    return { ...jsonAnswer(200, { isSignedIn: true }), cookies: [sessionCookie(event, secret)] };
  };
  const signOut: Serve = async (event) => {
    const secret = sessionSecret(event);
    if (secret !== undefined) await sessions.signOut(secret);
    return { ...jsonAnswer(200, { isSignedIn: false }), cookies: [sessionCookie(event, undefined)] };
  };
  const show: Serve = async (event) => {
    const secret = sessionSecret(event);
    return jsonAnswer(200, { isSignedIn: secret !== undefined && (await sessions.isSignedIn(secret)) });
  };
  return [
    { method: 'POST', path: SESSION_PATH, handler: signIn },
    { method: 'DELETE', path: SESSION_PATH, handler: signOut },
    { method: 'GET', path: SESSION_PATH, handler: show },
  ];
}

function fileRoutes({ files }: AdminRouterOptions): GuardedRoute[] {
  const serve: Serve = (event) => files(event.pathParameters?.['proxy'] ?? '', event.headers['accept-encoding'] ?? '');
  const describe: Serve = (event) => files(OPEN_API_FILE, event.headers['accept-encoding'] ?? '');
  const lead: Serve = async () => ({ statusCode: 302, headers: { location: '/admin' }, body: '' });
  return [
    { method: 'GET', path: '/', handler: lead },
    { method: 'GET', path: '/admin', handler: serve },
    { method: 'GET', path: '/admin/{proxy+}', handler: serve },
    { method: 'GET', path: OPEN_API_PATH, handler: describe },
    { method: 'GET', path: '/health', handler: async () => jsonAnswer(200, { status: 'ok', version: VERSION }) },
  ];
}
