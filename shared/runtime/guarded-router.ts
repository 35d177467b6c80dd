import middy from '@middy/core';
import httpRouterHandler from '@middy/http-router';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { OperationName } from '../contract/admin.ts';
import type { Caller } from '../contract/admin-access.ts';
import { ADMIN_ROUTES } from '../contract/admin-routes.ts';
import { AppError } from '../domain/errors.ts';
import { type AdminAnswer, requireCaller, requireRole, requireSameOrigin } from './admin-guards.ts';
import { InvalidInput } from './admin-input.ts';
import type { FindsCallers } from './admin-session-cookie.ts';
import { jsonAnswer, problemAnswer } from './problem.ts';

/** Of whoever asks nothing is known where no session is needed. */
export type Serve = (event: APIGatewayProxyEventV2, caller: Caller | undefined) => Promise<AdminAnswer>;
export interface GuardedRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  handler: Serve;
}

/** Mounts routes for people: nothing under `/api` without a session or a token, no write from another site. */
export function guardedRouter(routes: GuardedRoute[], sessions: FindsCallers) {
  const callers = new WeakMap<APIGatewayProxyEventV2, Caller>();
  const mounted = routes.map((route) => ({
    ...route,
    handler: (event: APIGatewayProxyEventV2) => route.handler(event, callers.get(event)),
  }));
  return middy<APIGatewayProxyEventV2, AdminAnswer, Error, Context>()
    .onError((request) => {
      const extra = request.error instanceof InvalidInput ? { errors: request.error.errors } : {};
      request.response = unsniffed(problemAnswer(request.error, request.event.requestContext.requestId, extra));
    })
    .before(async ({ event }) => {
      const caller = await requireCaller(event, sessions);
      if (caller !== undefined) callers.set(event, caller);
    })
    .before(({ event }) => requireSameOrigin(event, callers.get(event)))
    .after((request) => {
      if (request.response) request.response = unsniffed(request.response);
    })
    .handler(httpRouterHandler({ routes: mounted, notFoundResponse: ({ path }) => refuseUnknown(routes, path) }));
}

type Operations = Partial<Record<OperationName, (input: never) => Promise<unknown>>>;

/** Nobody is served for them: it is asked which operations there are. */
const NOBODY: Caller = { accessId: '', kind: 'session', name: 'nobody', role: 'viewer' };

/** Routes of these operations of the admin API, at the addresses of the contract, each for those who may do it. */
export function operationRoutes(operationsFor: (caller: Caller) => Operations): GuardedRoute[] {
  return (Object.keys(operationsFor(NOBODY)) as OperationName[]).map((name) => {
    const { method, path, role } = ADMIN_ROUTES[name];
    const handler: Serve = async (event, caller) => {
      const { [name]: operation } = operationsFor(requireRole(caller, role));
      const { operationInput } = await import('./operation-input.ts');
      const answer = await operation?.(operationInput(name, event) as never);
      const asJson = jsonAnswer(200, answer);
      return method === 'GET' ? (await import('./read-answer.ts')).readAnswer(event, answer, asJson) : asJson;
    };
    return { method, path, handler };
  });
}

/** Browsers take the type that we name, and guess none. */
function unsniffed(answer: AdminAnswer): AdminAnswer {
  return { ...answer, headers: { ...answer.headers, 'x-content-type-options': 'nosniff' } };
}

function refuseUnknown(routes: readonly GuardedRoute[], path: string): never {
  const methods = routes.filter((route) => patternOf(route.path).test(path)).map((route) => route.method);
  if (methods.length === 0) throw new AppError('not_found', 'there is nothing at this address');
  throw new AppError('method_not_allowed', `this address takes ${methods.join(', ')}`);
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace('{proxy+}', '.*').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`);
}
