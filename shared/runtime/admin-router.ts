import middy from '@middy/core';
import httpRouterHandler from '@middy/http-router';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { ADMIN_BODY_LIMIT, type AdminOperations, SignIn } from '../contract/admin.ts';
import { ADMIN_ROUTES, SESSION_PATH } from '../contract/admin-routes.ts';
import { VERSION } from '../contract/version.ts';
import { AppError } from '../domain/errors.ts';
import { type AdminAnswer, requireSameOrigin, requireSession } from './admin-guards.ts';
import { InvalidInput, operationInput, parseInput } from './admin-input.ts';
import { type Sessions, sessionCookie, sessionSecret } from './admin-session-cookie.ts';
import { bodyText } from './http-request.ts';
import { jsonAnswer, problemAnswer } from './problem.ts';
import type { StaticFiles } from './static-files.ts';

export interface AdminRouterOptions {
  operations: AdminOperations;
  sessions: Sessions;
  /** The UI as it was built. */
  files: StaticFiles;
}

type Answer = (event: APIGatewayProxyEventV2) => Promise<AdminAnswer>;
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
interface AdminRoute {
  method: Method;
  path: string;
  handler: Answer;
}

/** Mounts the admin API and its UI: one function serves `/api/*`, `/admin/*` and `/health`. */
export function adminRouter(options: AdminRouterOptions) {
  const routes = [...operationRoutes(options), ...sessionRoutes(options), ...fileRoutes(options)];
  return middy<APIGatewayProxyEventV2, AdminAnswer, Error, Context>()
    .onError((request) => {
      const extra = request.error instanceof InvalidInput ? { errors: request.error.errors } : {};
      request.response = unsniffed(problemAnswer(request.error, request.event.requestContext.requestId, extra));
    })
    .before((request) => requireSession(request.event, options.sessions))
    .before((request) => requireSameOrigin(request.event))
    .after((request) => {
      if (request.response) request.response = unsniffed(request.response);
    })
    .handler(httpRouterHandler({ routes, notFoundResponse: ({ path }) => refuseUnknown(routes, path) }));
}

/** Browsers take the type that we name, and guess none. */
function unsniffed(answer: AdminAnswer): AdminAnswer {
  return { ...answer, headers: { ...answer.headers, 'x-content-type-options': 'nosniff' } };
}

function operationRoutes({ operations }: AdminRouterOptions): AdminRoute[] {
  return Object.entries(ADMIN_ROUTES).map(([key, route]) => {
    const name = key as keyof AdminOperations;
    const operation = operations[name] as (input: unknown) => Promise<unknown>;
    return { ...route, handler: async (event) => jsonAnswer(200, await operation(operationInput(name, event))) };
  });
}

function sessionRoutes({ sessions }: AdminRouterOptions): AdminRoute[] {
  const signIn: Answer = async (event) => {
    const { accessCode } = parseInput(SignIn, bodyText(event, ADMIN_BODY_LIMIT));
    const secret = await sessions.signIn({ accessCode, address: event.requestContext.http.sourceIp });
    return { ...jsonAnswer(200, { isSignedIn: true }), cookies: [sessionCookie(event, secret)] };
  };
  const signOut: Answer = async (event) => {
    const secret = sessionSecret(event);
    if (secret !== undefined) await sessions.signOut(secret);
    return { ...jsonAnswer(200, { isSignedIn: false }), cookies: [sessionCookie(event, undefined)] };
  };
  const show: Answer = async (event) => {
    const secret = sessionSecret(event);
    return jsonAnswer(200, { isSignedIn: secret !== undefined && (await sessions.isSignedIn(secret)) });
  };
  return [
    { method: 'POST', path: SESSION_PATH, handler: signIn },
    { method: 'DELETE', path: SESSION_PATH, handler: signOut },
    { method: 'GET', path: SESSION_PATH, handler: show },
  ];
}

function fileRoutes({ files }: AdminRouterOptions): AdminRoute[] {
  const serve: Answer = (event) => files(event.pathParameters?.['proxy'] ?? '', event.headers['accept-encoding'] ?? '');
  return [
    { method: 'GET', path: '/admin', handler: serve },
    { method: 'GET', path: '/admin/{proxy+}', handler: serve },
    { method: 'GET', path: '/health', handler: async () => jsonAnswer(200, { status: 'ok', version: VERSION }) },
  ];
}

function refuseUnknown(routes: readonly AdminRoute[], path: string): never {
  const methods = routes.filter((route) => patternOf(route.path).test(path)).map((route) => route.method);
  if (methods.length === 0) throw new AppError('not_found', 'there is nothing at this address');
  throw new AppError('method_not_allowed', `this address takes ${methods.join(', ')}`);
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace('{proxy+}', '.*').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`);
}
