import middy from '@middy/core';
import httpRouterHandler from '@middy/http-router';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { ADMIN_ROUTES } from '../contract/admin-routes.ts';
import { AppError } from '../domain/errors.ts';
import { type AdminAnswer, requireSameOrigin, requireSession } from './admin-guards.ts';
import { InvalidInput } from './admin-input.ts';
import type { Sessions } from './admin-session-cookie.ts';
import { jsonAnswer, problemAnswer } from './problem.ts';

export type Serve = (event: APIGatewayProxyEventV2) => Promise<AdminAnswer>;
export interface GuardedRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  handler: Serve;
}

/** Mounts routes for people: nothing under `/api` without a session, no write from another site. */
export function guardedRouter(routes: GuardedRoute[], sessions: Pick<Sessions, 'isSignedIn'>) {
  return middy<APIGatewayProxyEventV2, AdminAnswer, Error, Context>()
    .onError((request) => {
      const extra = request.error instanceof InvalidInput ? { errors: request.error.errors } : {};
      request.response = unsniffed(problemAnswer(request.error, request.event.requestContext.requestId, extra));
    })
    .before((request) => requireSession(request.event, sessions))
    .before((request) => requireSameOrigin(request.event))
    .after((request) => {
      if (request.response) request.response = unsniffed(request.response);
    })
    .handler(httpRouterHandler({ routes, notFoundResponse: ({ path }) => refuseUnknown(routes, path) }));
}

/** Routes of these operations of the admin API, at the addresses of the contract. */
export function operationRoutes(operations: object): GuardedRoute[] {
  return Object.entries(operations).map(([key, operation]: [string, (input: unknown) => Promise<unknown>]) => {
    const name = key as keyof typeof ADMIN_ROUTES;
    const { method, path } = ADMIN_ROUTES[name];
    const handler: Serve = async (event) => {
      const { operationInput } = await import('./operation-input.ts');
      const answer = await operation(operationInput(name, event));
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
