import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { SERVER_TIME_HEADER } from '../contract/admin-routes.ts';
import { acceptsEncoding } from './accepted-encoding.ts';
import type { AdminAnswer } from './admin-guards.ts';
import type { HttpAnswer } from './problem.ts';

/** Below that, what gzip adds is about what it saves. */
const LEAST_BYTES = 1024;

/**
 * What a read answers: gzipped where the caller takes that, since HTTP APIs do not compress; and without a body where nothing has changed
 * since the answer that the caller has. The server's time (`now`) goes on in any case, so that it makes no difference: it stands in
 * a header of its own, and the validator is a weak one.
 */
export function readAnswer(
  event: Pick<APIGatewayProxyEventV2, 'headers'>,
  answer: unknown,
  asJson: HttpAnswer,
): AdminAnswer {
  const { now, ...rest } = answer as { now?: string };
  const etag = `W/"${createHash('sha256').update(JSON.stringify(rest)).digest('base64url').slice(0, 27)}"`;
  const headers = { etag, vary: 'accept-encoding', ...(now !== undefined && { [SERVER_TIME_HEADER]: now }) };
  const whole = { ...asJson, headers: { ...asJson.headers, ...headers } };
  if (event.headers['if-none-match'] === etag) return { ...whole, statusCode: 304, body: '' };
  const isWorth = whole.body.length >= LEAST_BYTES && acceptsEncoding(event.headers['accept-encoding'] ?? '', 'gzip');
  if (!isWorth) return whole;
  return {
    ...whole,
    headers: { ...whole.headers, 'content-encoding': 'gzip' },
    body: gzipSync(whole.body).toString('base64'),
    isBase64Encoded: true,
  };
}
