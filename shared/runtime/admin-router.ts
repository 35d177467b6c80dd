import type { AdminOperations } from '../contract/admin.ts';
import type { Caller } from '../contract/admin-access.ts';
import { OPEN_API_FILE, OPEN_API_PATH, SESSION_PATH } from '../contract/admin-routes.ts';
import { ADMIN_BODY_LIMIT, type SessionView, SignIn } from '../contract/admin-session.ts';
import { VERSION } from '../contract/version.ts';
import { signedInBy } from './admin-guards.ts';
import { parseInput } from './admin-input.ts';
import { type Sessions, sessionCookie, sessionSecret } from './admin-session-cookie.ts';
import { type GuardedRoute, guardedRouter, operationRoutes, type Serve } from './guarded-router.ts';
import { bodyText } from './http-request.ts';
import { jsonAnswer } from './problem.ts';
import type { StaticFiles } from './static-files.ts';

export interface AdminRouterOptions {
  /** What this caller may be served with. */
  operationsFor: (caller: Caller) => AdminOperations;
  sessions: Sessions;
  /** The UI as it was built. */
  files: StaticFiles;
}

/** Mounts the admin API and its UI: one function serves `/api/*`, `/admin/*` and `/health`; `/` leads to the UI. */
export function adminRouter(options: AdminRouterOptions) {
  const { operationsFor, sessions } = options;
  return guardedRouter(
    [...operationRoutes(operationsFor), ...sessionRoutes(options), ...fileRoutes(options)],
    sessions,
  );
}

function sessionRoutes({ sessions }: AdminRouterOptions): GuardedRoute[] {
  const signIn: Serve = async (event) => {
    const { accessCode } = parseInput(SignIn, bodyText(event, ADMIN_BODY_LIMIT));
    const { secret, ...access } = await sessions.signIn({ accessCode, address: event.requestContext.http.sourceIp });
    return { ...jsonAnswer(200, viewOf(access)), cookies: [sessionCookie(event, secret)] };
  };
  const signOut: Serve = async (event) => {
    const secret = sessionSecret(event);
    if (secret !== undefined) await sessions.signOut(secret);
    return { ...jsonAnswer(200, viewOf(undefined)), cookies: [sessionCookie(event, undefined)] };
  };
  const show: Serve = async (event) => jsonAnswer(200, viewOf(await signedInBy(event, sessions)));
  return [
    { method: 'POST', path: SESSION_PATH, handler: signIn },
    { method: 'DELETE', path: SESSION_PATH, handler: signOut },
    { method: 'GET', path: SESSION_PATH, handler: show },
  ];
}

function viewOf(caller: Pick<Caller, 'name' | 'role'> | undefined): SessionView {
  return caller === undefined ? { isSignedIn: false } : { isSignedIn: true, name: caller.name, role: caller.role };
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
