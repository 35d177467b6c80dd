import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BedrockSettings, bedrockCredential } from '../../../runner/claude/bedrock-credential.ts';

const MINUTE_MS = 60_000;
const START = Date.parse('2026-03-01T10:00:00Z');
const given = { AWS_ACCESS_KEY_ID: 'ASIAGIVEN', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };

let server: Server;
let asked: URLSearchParams[];
let refusal: { status: number; xml: string } | undefined;
let now: number;

beforeEach(async () => {
  asked = [];
  refusal = undefined;
  now = START;
  server = createServer(async (request, response) => {
    asked.push(new URLSearchParams(await text(request)));
    const expires = new Date(now + 60 * MINUTE_MS).toISOString();
    const xml = `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIA${asked.length}</AccessKeyId><SecretAccessKey>s/+=</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${expires}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;
    response.writeHead(refusal?.status ?? 200, { 'content-type': 'text/xml' }).end(refusal?.xml ?? xml);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => server.close());

function credential(overrides: Partial<BedrockSettings> = {}) {
  const { port } = server.address() as AddressInfo;
  return bedrockCredential({
    secrets: given,
    region: 'eu-central-1',
    runId: 'R1',
    roleArn: 'arn:aws:iam::123456789012:role/claude',
    stsUrl: `http://127.0.0.1:${port}`,
    mintOidcToken: async (audience) => `token for ${audience}`,
    now: () => now,
    ...overrides,
  });
}

const signal = new AbortController().signal;

test('the session that the job was given is used while it lasts', async () => {
  expect(await credential().environment(signal)).toEqual({
    CLAUDE_CODE_USE_BEDROCK: '1',
    AWS_REGION: 'eu-central-1',
    ...given,
  });
  expect(asked).toEqual([]);
});

test('a session that nears its end is replaced, with a fresh token of the job', async () => {
  const bedrock = credential();
  now += 51 * MINUTE_MS;

  expect(await bedrock.environment(signal)).toMatchObject({
    AWS_ACCESS_KEY_ID: 'ASIA1',
    AWS_SECRET_ACCESS_KEY: 's/+=',
  });
  expect(Object.fromEntries(asked[0] ?? [])).toEqual({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: 'arn:aws:iam::123456789012:role/claude',
    RoleSessionName: 'ai-implement-R1',
    WebIdentityToken: 'token for sts.amazonaws.com',
    DurationSeconds: '3600',
  });
});

test('the secrets of every session are told, also of one that is not used', async () => {
  const told = new Set<string>();
  const bedrock = credential({ onSession: ([key = '', token = '']) => told.add(key).add(token) });
  now += 51 * MINUTE_MS;
  const { AWS_SECRET_ACCESS_KEY: renewed } = await bedrock.environment(signal);

  expect([...told]).toEqual(expect.arrayContaining(['s', 't', renewed]));
});

test('where its end is told, it counts', async () => {
  const AWS_SESSION_EXPIRES_AT = new Date(START + 5 * MINUTE_MS).toISOString();

  expect(await credential({ secrets: { ...given, AWS_SESSION_EXPIRES_AT } }).environment(signal)).toMatchObject({
    AWS_ACCESS_KEY_ID: 'ASIA1',
  });
});

test('a session that was refused is forgotten', async () => {
  const bedrock = credential();

  expect(bedrock.renew()).toBe(true);
  expect(await bedrock.environment(signal)).toMatchObject({ AWS_ACCESS_KEY_ID: 'ASIA1' });
});

test('where the job has no identity, there is nothing to renew with', async () => {
  const bedrock = credential({ mintOidcToken: undefined });
  now += 59 * MINUTE_MS;

  expect(bedrock.renew()).toBe(false);
  expect(await bedrock.environment(signal)).toMatchObject(given);
});

test('a refusal of the role is told in the words of AWS', async () => {
  refusal = { status: 403, xml: '<Error><Code>AccessDenied</Code><Message>Not authorized</Message></Error>' };

  await expect(credential({ secrets: {} }).environment(signal)).rejects.toMatchObject({
    code: 'bedrock_role_refused',
    message: 'AWS refused the Bedrock role: 403 AccessDenied: Not authorized',
  });
});

test('a session that is still good outlasts an STS that does not answer', async () => {
  refusal = { status: 503, xml: '' };
  const bedrock = credential();
  now += 55 * MINUTE_MS;

  expect(await bedrock.environment(signal)).toMatchObject(given);
});

test.each([
  [
    'arn:aws:bedrock:eu-central-1:123456789012:guardrail/abc123:7',
    'arn:aws:bedrock:eu-central-1:123456789012:guardrail/abc123',
    '7',
  ],
  ['abc123:DRAFT', 'abc123', 'DRAFT'],
])('every call names the guardrail %s', async (AWS_BEDROCK_GUARDRAIL, identifier, version) => {
  const { ANTHROPIC_CUSTOM_HEADERS } = await credential({ secrets: { ...given, AWS_BEDROCK_GUARDRAIL } }).environment(
    signal,
  );

  expect(ANTHROPIC_CUSTOM_HEADERS?.split('\n')).toEqual([
    `X-Amzn-Bedrock-GuardrailIdentifier: ${identifier}`,
    `X-Amzn-Bedrock-GuardrailVersion: ${version}`,
  ]);
});

test.each(['abc123', 'abc123:', ':1', 'abc123:1\nX-Other: 1', 'a guardrail'])(
  'no call goes without the guardrail that %j does not name',
  (AWS_BEDROCK_GUARDRAIL) => {
    expect(() => credential({ secrets: { ...given, AWS_BEDROCK_GUARDRAIL } })).toThrow(
      expect.objectContaining({ code: 'bedrock_guardrail_unusable' }),
    );
  },
);
