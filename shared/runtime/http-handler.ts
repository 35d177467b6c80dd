import middy from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { AppError } from '../domain/errors.ts';
import { log, logAbout } from './log.ts';
import { type HttpAnswer, jsonAnswer, problemAnswer } from './problem.ts';

/** What serves one route: answers the JSON body of a success, or throws `AppError`. */
export type Serve = (event: APIGatewayProxyEventV2) => Promise<unknown>;

/** Mounts use cases on HTTP routes of payload format 2.0, by route key (`POST /runner/start`); `status` is that of a success. */
export function httpHandler(routes: Readonly<Record<string, Serve>>, { status = 200 }: { status?: 200 | 202 } = {}) {
  const mounted = middy<APIGatewayProxyEventV2, HttpAnswer, Error, Context>()
    .handler(async (event) => {
      const serve = routes[event.routeKey];
      if (serve === undefined) throw new AppError('not_found', `there is no route ${event.routeKey}`);
      return jsonAnswer(status, await serve(event));
    })
    .onError((request) => {
      if (request.error instanceof AppError) noteRefusal(request.error);
      request.response = problemAnswer(request.error, request.event.requestContext.requestId);
    });
  return (event: APIGatewayProxyEventV2, context: Context): Promise<HttpAnswer> =>
    logAbout({ requestId: event.requestContext.requestId, routeKey: event.routeKey }, () => mounted(event, context));
}

/** Runners and machines cannot tell people why they were refused, so the log does. */
function noteRefusal({ code, detail }: AppError): void {
  log.warn('request refused', { code, detail });
}
