import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { ACCOUNT } from '../aws/place.ts';
import type { RouteMatch } from './route-table.ts';

/** Content types that reach a function as text; everything else is base64, as is a body without a type. */
const TEXT = /^(text\/|application\/(json|javascript|xml|[\w.-]+\+(json|xml))\s*(;|$))/i;

/**
 * The event of payload format 2.0 for a request.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function payloadOf(request: IncomingMessage, body: Buffer, match: RouteMatch, apiId: string, now: number) {
  const [path, query] = pathAndQuery(request);
  const { cookie, ...headers } = request.headers;
  const isBase64Encoded = body.length > 0 && !TEXT.test(headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: match.route.key,
    rawPath: path,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: {
      'x-forwarded-proto': 'http',
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, joined(value)])),
    },
    ...(query === '' ? {} : { queryStringParameters: joinedQuery(new URLSearchParams(query)) }),
    requestContext: {
      accountId: ACCOUNT,
      apiId,
      domainName: headers.host,
      domainPrefix: apiId,
      http: {
        method: request.method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: match.route.key,
      stage: '$default',
      time: new Date(now).toISOString(),
      timeEpoch: now,
    },
    ...(match.pathParameters === undefined ? {} : { pathParameters: match.pathParameters }),
    ...(body.length === 0 ? {} : { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

/** The path and the query string as they were sent. */
export function pathAndQuery(request: IncomingMessage): [path: string, query: string] {
  const [path = '/', ...query] = (request.url ?? '/').split('?');
  return [path, query.join('?')];
}

function joined(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

function joinedQuery(parameters: URLSearchParams): Record<string, string> {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(names.map((name) => [name, parameters.getAll(name).join(',')]));
}

const ProxyResult = z.looseObject({
  statusCode: z.number().int(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** The HTTP answer for what a function returned: a proxy result, or any value, which becomes a JSON body. */
export function answerFor(result: unknown): HttpAnswer {
  const isProxyResult = typeof result === 'object' && result !== null && 'statusCode' in result;
  if (!isProxyResult) return jsonAnswer(200, result);
  const parsed = ProxyResult.parse(result);
  const headers = Object.entries(parsed.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    status: parsed.statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(headers),
      ...(parsed.cookies ? { 'set-cookie': parsed.cookies } : {}),
    },
    body: Buffer.from(parsed.body ?? '', parsed.isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** An answer of the API itself. */
export function jsonAnswer(status: number, value: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(value ?? null)) };
}
