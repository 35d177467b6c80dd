import { sign } from '@octokit/webhooks-methods';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { log } from '../../shared/runtime/log.ts';
import { requireSignature } from '../../shared/runtime/require-signature.ts';
import { rotatedSecrets } from '../../shared/runtime/rotated-secrets.ts';
import { trackerWebhookHandler } from '../../shared/runtime/tracker-webhook-handler.ts';
import { isSignedBody } from '../../shared/runtime/webhook-signature.ts';

beforeAll(() => {
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(log, level).mockImplementation(() => {});
});
afterAll(() => vi.restoreAllMocks());

/** Two webhooks, each with a secret of its own and a header of its own. */
function theWebhooks() {
  const received: unknown[] = [];
  const webhook = (secret: string | undefined) => {
    const signatures = { secrets: rotatedSecrets(async () => [secret], Date.now), isSigned: isSignedBody };
    return {
      signatureHeader: `x-signature-${secret}`,
      requireSignature: (signed: Parameters<typeof requireSignature>[1]) => requireSignature(signatures, signed),
      async receive({ payload }: { payload: unknown }) {
        received.push(payload);
        return { status: 'queued', as: 'TicketNoticed' } as const;
      },
    };
  };
  const handler = trackerWebhookHandler({
    'POST /one': webhook('one'),
    'POST /two': webhook('two'),
    'POST /none': webhook(undefined),
  });
  const post = async (routeKey: string, request: Partial<APIGatewayProxyEventV2>) => {
    const requestContext = { requestId: 'request-1' } as APIGatewayProxyEventV2['requestContext'];
    const event = {
      version: '2.0',
      routeKey,
      rawPath: '/',
      rawQueryString: '',
      headers: {},
      requestContext,
      isBase64Encoded: false,
      ...request,
    };
    const { statusCode, body } = await handler(event, {} as Context);
    return { statusCode, ...(JSON.parse(body) as { code?: string; status?: unknown }) };
  };
  return { post, received };
}

async function aDelivery(secret: string, { text = '{"a":1}', header = secret, type = 'application/json' } = {}) {
  const signature = await sign(secret === 'undefined' ? 'x' : secret, text);
  return { headers: { 'content-type': type, [`x-signature-${header}`]: signature }, body: text };
}

test('a signed delivery is answered 200 once it was received', async () => {
  const { post, received } = theWebhooks();

  expect(await post('POST /one', await aDelivery('one'))).toEqual({
    statusCode: 200,
    status: 'queued',
    as: 'TicketNoticed',
  });
  expect(received).toEqual([{ a: 1 }]);
});

test.each([
  ['under the secret of another tracker', 'POST /two', { secret: 'one', header: 'two' }],
  ['in the header of another tracker', 'POST /two', { secret: 'two', header: 'one' }],
  ['where no secret is set', 'POST /none', { secret: 'undefined', header: 'undefined' }],
])('a signature %s is 401, and nothing is received', async (_, route, { secret, header }) => {
  const { post, received } = theWebhooks();

  expect(await post(route, await aDelivery(secret, { header }))).toMatchObject({
    statusCode: 401,
    code: 'bad_signature',
  });
  expect(received).toEqual([]);
});

test.each([
  ['is too large', { text: JSON.stringify('x'.repeat(1_000_000)) }, 413, 'body_too_large'],
  ['is not said to be JSON', { type: 'text/plain' }, 415, 'unsupported_media_type'],
  ['is no JSON', { text: 'text' }, 400, 'invalid_body'],
])('a signed body that %s is %i', async (_, given, statusCode, code) => {
  const { post, received } = theWebhooks();

  expect(await post('POST /one', await aDelivery('one', given))).toMatchObject({ statusCode, code });
  expect(received).toEqual([]);
});
