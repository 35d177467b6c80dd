import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalClock } from '../../../simulators/clock.ts';
import { readBody } from '../../../simulators/loopback/read-body.ts';
import { answerFor, type HttpAnswer, jsonAnswer, pathAndQuery, payloadOf } from './payload.ts';
import { type GatewayRoute, type RouteMatch, routeTable } from './route-table.ts';

export interface HttpApi {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  /** Begins to serve; before it every path is answered 503. */
  open(apiId: string, routes: readonly GatewayRoute[]): void;
  stop(): void;
}

interface HttpApiOptions {
  clock: Pick<LocalClock, 'now'>;
  /** 0 takes a free one. */
  port: number;
  log(source: string, line: string): void;
}

interface Serving {
  apiId: string;
  find(method: string, path: string): RouteMatch | undefined;
}

/** The limits of an HTTP API: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const TIMEOUT_MS = 30_000;

/** Starts the HTTP API on this machine. Throws a sentence when the port is in use. */
export async function startHttpApi({ clock, port, log }: HttpApiOptions): Promise<HttpApi> {
  let serving: Serving | undefined;
  const server = createServer((request, response) => {
    answer(request, serving, clock, log).then(
      (result) => send(response, result),
      () => response.destroy(),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EADDRINUSE') throw cause;
    throw new Error(`port ${port} is in use; choose another one`, { cause });
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open(apiId, routes) {
      serving = { apiId, find: routeTable(routes) };
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(
  request: IncomingMessage,
  serving: Serving | undefined,
  clock: Pick<LocalClock, 'now'>,
  log: HttpApiOptions['log'],
): Promise<HttpAnswer> {
  const body = await readBody(request);
  // Callers come again after it; a 404 they would take for an answer.
  if (serving === undefined) return jsonAnswer(503, { message: 'Service Unavailable' });
  if (body.length > MAX_BODY_BYTES) return jsonAnswer(413, { message: 'Request Too Long' });
  const match = serving.find(request.method ?? '', pathAndQuery(request)[0]);
  if (!match) return jsonAnswer(404, { message: 'Not Found' });
  try {
    const invocation = match.route.invoke(payloadOf(request, body, match, serving.apiId, clock.now()));
    return await Promise.race([invocation.then(answerFor), timeout()]);
  } catch (error) {
    log('http-api', `${match.route.key} failed: ${error instanceof Error ? `${error.name}: ${error.message}` : error}`);
    return jsonAnswer(500, { message: 'Internal Server Error' });
  }
}

function timeout(): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    setTimeout(resolve, TIMEOUT_MS, jsonAnswer(503, { message: 'Service Unavailable' })).unref();
  });
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': body.length, date: new Date().toUTCString() });
  response.end(body);
}
