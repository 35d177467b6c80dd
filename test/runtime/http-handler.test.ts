import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { expect, test, vi } from 'vitest';
import * as z from 'zod';
import { AppError, ERROR_STATUS, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { httpHandler } from '../../shared/runtime/http-handler.ts';
import { bodyText, parseBody } from '../../shared/runtime/http-request.ts';
import { log } from '../../shared/runtime/log.ts';

function anEvent(overrides: Partial<APIGatewayProxyEventV2> = {}): APIGatewayProxyEventV2 {
  const requestContext = { requestId: 'request-1' } as APIGatewayProxyEventV2['requestContext'];
  return {
    ...{ version: '2.0', routeKey: 'POST /thing', rawPath: '/thing', rawQueryString: '', headers: {} },
    ...{ requestContext, isBase64Encoded: false },
    ...overrides,
  };
}

async function answerOf(serve: () => Promise<unknown>, event = anEvent()) {
  const { statusCode, headers, body } = await httpHandler({ 'POST /thing': serve })(event, {} as Context);
  return { statusCode, headers, body: JSON.parse(body) };
}

test('what a route serves is the JSON of a 200 that nobody keeps', async () => {
  const answer = await answerOf(async () => ({ status: 'noted' }));

  expect(answer).toEqual({
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: { status: 'noted' },
  });
});

test('an expected refusal is a problem with its stable code', async () => {
  const { statusCode, headers, body } = await answerOf(() => {
    throw new AppError('run_taken', 'another execution works on this run');
  });

  expect(statusCode).toBe(409);
  expect(headers['content-type']).toBe('application/problem+json');
  expect(body).toMatchObject({ code: 'run_taken', status: 409, detail: 'another execution works on this run' });
});

test('a refusal is logged with its code and detail, since a runner cannot tell people', async () => {
  const logged = vi.spyOn(log, 'warn').mockImplementation(() => {});
  await answerOf(() => {
    throw new AppError('oidc_refused', 'its claim "run_id" does not fit');
  });

  const refusal = { code: 'oidc_refused', detail: 'its claim "run_id" does not fit' };
  expect(logged).toHaveBeenCalledWith('request refused', refusal);
  logged.mockRestore();
});

test.each([
  [undefined, '5'],
  [new Date(Date.now() + 60_000).toISOString(), '60'],
  ['2020-01-01T00:00:00.000Z', '1'],
])('another system that cannot answer until %s is a 503 that says when to come back', async (retryAt, seconds) => {
  const { statusCode, headers, body } = await answerOf(() => {
    throw new ServiceUnavailable('github', 'outage', '502 bad gateway', retryAt);
  });

  expect(statusCode).toBe(503);
  expect(headers['retry-after']).toBe(seconds);
  expect(body).toMatchObject({ code: 'github_unavailable', detail: 'github: 502 bad gateway' });
});

test('every code has a client error for its status, but for what is not done since our own queue is out of reach', () => {
  const { not_audited: ours, ...others } = ERROR_STATUS;

  expect(ours).toBe(503);
  for (const status of Object.values(others)) expect(Math.floor(status / 100)).toBe(4);
});

test('anything unforeseen is a 500 that tells the request and nothing else', async () => {
  const logged = vi.spyOn(log, 'error').mockImplementation(() => {});
  const { statusCode, body } = await answerOf(() => {
    throw new Error('the secret is 42');
  });

  expect(statusCode).toBe(500);
  expect(body).toEqual({
    ...{ type: 'about:blank', status: 500, code: 'internal_error', title: 'internal error', requestId: 'request-1' },
  });
  expect(logged).toHaveBeenCalledWith('request failed', expect.objectContaining({ requestId: 'request-1' }));
  logged.mockRestore();
});

test('a route that nobody serves is not found', async () => {
  const { statusCode, body } = await answerOf(async () => ({}), anEvent({ routeKey: 'GET /other' }));

  expect([statusCode, body.code]).toEqual([404, 'not_found']);
});

test('a body is counted in bytes, not in characters', () => {
  expect(bodyText(anEvent({ body: 'ä'.repeat(4) }), 8)).toBe('ääää');
  expect(() => bodyText(anEvent({ body: 'ä'.repeat(4) }), 7)).toThrow(
    expect.objectContaining({ code: 'body_too_large' }),
  );
});

test('a body in base64 is read, and counted as it was sent', () => {
  const body = Buffer.from('{"a":1}').toString('base64');

  expect(bodyText(anEvent({ body, isBase64Encoded: true }), 7)).toBe('{"a":1}');
  expect(() => bodyText(anEvent({ body, isBase64Encoded: true }), 6)).toThrow('body_too_large');
});

test('no body is an empty one', () => {
  expect(bodyText(anEvent(), 0)).toBe('');
});

const Thing = z.object({ phase: z.enum(['planning']), deep: z.object({ n: z.int() }).optional() });

test.each([
  ['', 'invalid_body', 'not JSON'],
  ['{', 'invalid_body', 'not JSON'],
  ['[]', 'invalid_body', 'body'],
  ['{"phase":"x"}', 'invalid_phase', 'phase'],
  ['{"phase":"planning","deep":{"n":1.5}}', 'invalid_body', 'deep.n'],
])('the body %j is refused with %s', (text, code, words) => {
  const codeOf = (field: string) => (field === 'phase' ? 'invalid_phase' : 'invalid_body');

  expect(() => parseBody(text, Thing, codeOf)).toThrow(expect.objectContaining({ code }));
  expect(() => parseBody(text, Thing, codeOf)).toThrow(words);
});

test('a body that fits is what its schema says', () => {
  expect(parseBody('{"phase":"planning","more":1}', Thing)).toEqual({ phase: 'planning' });
});
