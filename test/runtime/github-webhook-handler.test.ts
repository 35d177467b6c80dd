import { sign } from '@octokit/webhooks-methods';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type GithubWebhook, githubWebhookHandler } from '../../shared/runtime/github-webhook-handler.ts';
import { log } from '../../shared/runtime/log.ts';
import { requireSignature } from '../../shared/runtime/require-signature.ts';
import { rotatedSecrets } from '../../shared/runtime/rotated-secrets.ts';
import { isSignedBody } from '../../shared/runtime/webhook-signature.ts';

const NOW = Date.parse('2026-01-05T09:00:00.000Z');
const MINUTE_MS = 60_000;

beforeAll(() => {
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(log, level).mockImplementation(() => {});
});
afterAll(() => vi.restoreAllMocks());

/** A webhook whose secrets stand in `standing`; what was received is kept. */
function aWebhook(standing: (string | undefined)[], receive?: GithubWebhook['receive']) {
  const received: unknown[] = [];
  const clock = { at: NOW };
  let reads = 0;
  const read = async () => {
    reads += 1;
    return standing;
  };
  const signatures = { secrets: rotatedSecrets(read, () => clock.at), isSigned: isSignedBody };
  const handler = githubWebhookHandler({
    requireSignature: (signed) => requireSignature(signatures, signed),
    async receive(delivery) {
      received.push(delivery);
      return receive === undefined ? { status: 'queued', as: 'PullRequestChanged' } : receive(delivery);
    },
  });
  const post = async (request: Partial<APIGatewayProxyEventV2>) => {
    const requestContext = { requestId: 'request-1' } as APIGatewayProxyEventV2['requestContext'];
    const route = { version: '2.0', routeKey: 'POST /github/webhook', rawPath: '/github/webhook', rawQueryString: '' };
    const event = { ...route, headers: {}, requestContext, isBase64Encoded: false, ...request };
    const { statusCode, body } = await handler(event, {} as Context);
    return { statusCode, ...(JSON.parse(body) as { code?: string; status?: unknown }) };
  };
  return { post, received, clock, standing, reads: () => reads };
}

/** A delivery as API Gateway hands it on. */
async function aDelivery({
  text = '{"action":"closed"}',
  secret = 'now',
  headers = {} as Record<string, string>,
} = {}) {
  const signature = await sign(secret, text);
  const own = {
    'content-type': 'application/json',
    'x-github-event': 'pull_request',
    'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    'x-hub-signature-256': signature,
  };
  return { headers: { ...own, ...headers }, body: text };
}

test('a signed delivery is received with event, id and JSON, and answered 202', async () => {
  const webhook = aWebhook(['now']);

  expect(await webhook.post(await aDelivery())).toMatchObject({ statusCode: 202, status: 'queued' });
  const deliveryId = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
  expect(webhook.received).toEqual([{ event: 'pull_request', deliveryId, payload: { action: 'closed' } }]);
});

test.each([
  ['a wrong one', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }],
  ['a short one', { 'x-hub-signature-256': 'sha256=0' }],
  ['an empty one', { 'x-hub-signature-256': '' }],
  ['one of another method', { 'x-hub-signature-256': `sha1=${'0'.repeat(40)}` }],
  ['a right one between others', { 'x-hub-signature-256': 'sha256=0,sha256=1' }],
])('a delivery with %s instead of its signature is 401, and nothing of it is received', async (_, headers) => {
  const webhook = aWebhook(['now', undefined]);

  const answer = await webhook.post(await aDelivery({ headers }));

  expect(answer).toMatchObject({ statusCode: 401, code: 'bad_signature' });
  expect(webhook.received).toEqual([]);
});

test('without a signature or a body no secret is even read', async () => {
  const webhook = aWebhook(['now']);
  const { headers, body } = await aDelivery();
  const { 'x-hub-signature-256': _, ...unsigned } = headers;

  const answers = [await webhook.post({ headers: unsigned, body }), await webhook.post({ headers })];

  expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401]);
  expect(webhook.reads()).toBe(0);
});

test.each([[[]], [[undefined, undefined]], [['', '']]])(
  'where no secret is set (%j) nothing passes',
  async (standing) => {
    const webhook = aWebhook(standing);

    expect(await webhook.post(await aDelivery({ secret: 'x' }))).toMatchObject({ statusCode: 401 });
  },
);

test.each([
  ['the one before', ['now', 'before'], 'before'],
  ['the first', ['now', 'before'], 'now'],
  ['the second where the first is empty', ['', 'before'], 'before'],
  ['the first where the second is not set', ['now', undefined], 'now'],
])('of two secrets %s is accepted', async (_, standing, secret) => {
  const webhook = aWebhook(standing);

  expect(await webhook.post(await aDelivery({ secret }))).toMatchObject({ statusCode: 202 });
});

test('a secret that was changed while we run is found within a minute', async () => {
  const webhook = aWebhook(['old']);
  await webhook.post(await aDelivery({ secret: 'old' }));
  webhook.standing.splice(0, 1, 'new', 'old');

  const soon = await webhook.post(await aDelivery({ secret: 'new' }));
  webhook.clock.at += MINUTE_MS;
  const later = await webhook.post(await aDelivery({ secret: 'new' }));
  const before = await webhook.post(await aDelivery({ secret: 'old' }));

  expect([soon, later, before].map(({ statusCode }) => statusCode)).toEqual([401, 202, 202]);
});

test('a flood of forged deliveries reads the secrets once a minute', async () => {
  const webhook = aWebhook(['now']);
  for (let count = 0; count < 50; count += 1) await webhook.post(await aDelivery({ secret: 'forged' }));
  webhook.clock.at += MINUTE_MS;
  for (let count = 0; count < 50; count += 1) await webhook.post(await aDelivery({ secret: 'forged' }));

  expect(webhook.reads()).toBe(2);
});

test.each([
  ['as text', (text: string) => ({ body: text, isBase64Encoded: false })],
  ['in base64', (text: string) => ({ body: Buffer.from(text).toString('base64'), isBase64Encoded: true })],
])('what is not ASCII verifies and arrives %s', async (_, encode) => {
  const webhook = aWebhook(['now']);
  const text = JSON.stringify({ action: 'closed', title: '\u{feff}Größe — 日本語 🚀' });

  const answer = await webhook.post({ ...(await aDelivery({ text })), ...encode(text) });

  expect(answer.statusCode).toBe(202);
  expect(webhook.received).toMatchObject([{ payload: JSON.parse(text) }]);
});

test('bytes that are no UTF-8 do not verify', async () => {
  const webhook = aWebhook(['now']);
  const bytes = Buffer.from([...Buffer.from('{"a":"'), 0xff, ...Buffer.from('"}')]);
  const { createHmac } = await import('node:crypto');
  const signature = `sha256=${createHmac('sha256', 'now').update(bytes).digest('hex')}`;
  const delivery = await aDelivery({ headers: { 'x-hub-signature-256': signature } });

  const answer = await webhook.post({ ...delivery, body: bytes.toString('base64'), isBase64Encoded: true });

  expect(answer.statusCode).toBe(401);
});

test('ids above 2^53 are received as they were written', async () => {
  const webhook = aWebhook(['now']);
  await webhook.post(await aDelivery({ text: '{"comment":{"id":3804004623172239367}}' }));

  expect(webhook.received).toMatchObject([{ payload: { comment: { id: '3804004623172239367' } } }]);
});

test.each([
  ['more than 5 MB', { text: JSON.stringify({ body: 'x'.repeat(5_000_000) }) }, 413, 'body_too_large'],
  ['no JSON', { text: 'payload=%7B%7D' }, 400, 'invalid_body'],
  ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'unsupported_media_type'],
  ['no event', { headers: { 'x-github-event': '' } }, 400, 'invalid_body'],
  ['no id', { headers: { 'x-github-delivery': '' } }, 400, 'invalid_body'],
  ['an id of another kind', { headers: { 'x-github-delivery': 'a b' } }, 400, 'invalid_body'],
])('a signed delivery of %s is refused', async (_, overrides, statusCode, code) => {
  const webhook = aWebhook(['now']);

  expect(await webhook.post(await aDelivery(overrides))).toMatchObject({ statusCode, code });
  expect(webhook.received).toEqual([]);
});

test('what an unsigned body holds is not told', async () => {
  const webhook = aWebhook(['now']);
  const delivery = await aDelivery({ text: 'no JSON', secret: 'forged' });

  expect(await webhook.post(delivery)).toMatchObject({ statusCode: 401, code: 'bad_signature' });
});

test('a queue that is down is a 500, never a 202', async () => {
  const webhook = aWebhook(['now'], async () => {
    throw new Error('the queue does not answer');
  });

  expect(await webhook.post(await aDelivery())).toMatchObject({ statusCode: 500, code: 'internal_error' });
});

test('each answer is a line of the log, with ids and reasons alone', async () => {
  const logged = vi.mocked(log.info);
  logged.mockClear();
  const webhook = aWebhook(['now'], async () => ({ status: 'ignored', reason: 'no_author' }));
  await webhook.post(await aDelivery({ text: '{"comment":{"body":"secret plans"}}' }));

  const line = { event: 'pull_request', deliveryId: '72d3162e-cc78-11e3-81ab-4c9367dc0958' };
  expect(logged.mock.calls).toEqual([['delivery answered', { ...line, status: 'ignored', reason: 'no_author' }]]);
});
