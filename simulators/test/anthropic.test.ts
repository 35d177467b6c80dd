import { afterEach, beforeEach, expect, test } from 'vitest';
import { passLine } from '../../runner/claude/claude.ts';
import { aModelWorld, bedrockEnvironment, type ModelWorld } from '../../test/contracts/a-model-world.ts';
import { goodAgent } from '../anthropic/agents/agents.ts';
import { agentByTicket } from '../anthropic/agents/scripted-agents.ts';

let world: ModelWorld;
beforeEach(async () => {
  world = await aModelWorld(() => goodAgent, { apiKey: 'sk-key', oauthToken: 'token' });
});
afterEach(() => world.stop());

interface Asked {
  headers?: Record<string, string>;
  body?: Record<string, unknown>;
  url?: string;
  timeoutMs?: number;
}

const KEY = { 'x-api-key': 'sk-key' };

async function ask({
  headers = KEY,
  body = {},
  url = world.model.url,
  timeoutMs = 10_000,
}: Asked = {}): Promise<{ status: number; text: string }> {
  const sent = { model: 'claude-haiku-4-5', max_tokens: 10, messages: [{ role: 'user', content: 'Hello' }], ...body };
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    signal: AbortSignal.timeout(timeoutMs),
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01', ...headers },
    body: JSON.stringify(sent),
  });
  return { status: response.status, text: await response.text() };
}

test('an answer comes whole, or as a stream of the same', async () => {
  const whole = JSON.parse((await ask()).text);
  const stream = (await ask({ body: { stream: true } })).text;

  expect(whole).toMatchObject({ type: 'message', role: 'assistant', stop_reason: 'end_turn' });
  expect([...stream.matchAll(/^event: (.*)$/gm)].map(([, name]) => name)).toEqual([
    'message_start',
    'content_block_start',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ]);
  expect(stream).toContain(whole.content[0].text);
});

test.each([
  ['a missing field', { max_tokens: undefined }, 'max_tokens: Field required'],
  ['an unknown field', { modle: 'x' }, 'modle: Extra inputs are not permitted'],
  ['an empty conversation', { messages: [] }, 'messages: '],
  ['a conversation that the model begins', { messages: [{ role: 'assistant', content: 'Hi' }] }, 'first message'],
  [
    'a tool use without its result',
    {
      messages: [
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'Read', input: {} }] },
        { role: 'user', content: 'And?' },
      ],
    },
    'toolu_1',
  ],
])('%s is refused', async (_what, body, words) => {
  const { status, text } = await ask({ body });

  expect([status, JSON.parse(text).error.type]).toEqual([400, 'invalid_request_error']);
  expect(JSON.parse(text).error.message).toContain(words);
  expect(world.model.complaints()).toHaveLength(1);
});

test.each([
  [{ 'x-api-key': 'wrong' }, 'invalid x-api-key'],
  [{ authorization: 'Bearer wrong' }, 'Invalid bearer token'],
  [{}, 'x-api-key header is required'],
  [{ ...KEY, authorization: 'Bearer token' }, 'x-api-key header is required'],
])('the credential %j is refused, and noted', async (headers, words) => {
  const { status, text } = await ask({ headers: headers as Record<string, string> });

  expect([status, JSON.parse(text).error.message]).toEqual([401, words]);
  expect(world.model.requests()).toMatchObject([{ status: 401 }]);
});

test.each(['plan', 'implementation', 'review', 'triage', 'joining', 'gap-analysis', 'work-units'] as const)(
  'the %s pass is known by its first line',
  async (pass) => {
    const line = passLine(pass, { runId: '01K', ticketKey: 'ENG-1' });

    await ask({ body: { messages: [{ role: 'user', content: `${line}\nMore.` }] } });

    expect(world.model.requests()).toMatchObject([{ pass, runId: '01K', ticketKey: 'ENG-1' }]);
  },
);

test("a subagent is played by the script of its run's ticket", async () => {
  const other = await aModelWorld(agentByTicket({ 'ENG-7': 'hangs' }));
  const say = (content: string) =>
    ask({ body: { messages: [{ role: 'user', content }] }, url: other.model.url, timeoutMs: 300 }).catch(
      () => 'silence',
    );

  await say(passLine('work-units', { runId: '01K', ticketKey: 'ENG-7' }));
  const unit = await say('This is work unit WU-1 of run 01K.');

  expect(unit).toBe('silence');
  expect(other.model.requests()).toMatchObject([{ ticketKey: 'ENG-7' }, { ticketKey: 'ENG-7', unit: 'WU-1' }]);
  await other.stop();
});

test('faults may be for one pass only', async () => {
  world.model.faults.add({ operation: 'messages/review', kind: 'status', status: 529 });
  const content = (pass: 'plan' | 'review') => passLine(pass, { runId: '01K', ticketKey: 'ENG-1' });

  const answers = await Promise.all(
    (['plan', 'review'] as const).map((pass) =>
      ask({ body: { messages: [{ role: 'user', content: content(pass) }] } }),
    ),
  );

  expect(answers.map(({ status }) => status)).toEqual([200, 529]);
});

test('Bedrock serves nobody without a signature of a living session', async () => {
  const body = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] };
  const { AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN } = await bedrockEnvironment(world);
  const forged = `AWS4-HMAC-SHA256 Credential=${AWS_ACCESS_KEY_ID}/20260101/eu-central-1/bedrock/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
  const signed = { authorization: forged, 'x-amz-security-token': `${AWS_SESSION_TOKEN}` };

  const answers = await Promise.all(
    [{}, { ...signed, 'x-amz-security-token': 'other' }, signed].map((headers) =>
      fetch(`${world.model.url}/model/m/invoke`, {
        method: 'POST',
        headers: headers as Record<string, string>,
        body: JSON.stringify(body),
      }),
    ),
  );

  expect(answers.map(({ status, headers }) => [status, headers.get('x-amzn-errortype')])).toEqual([
    [403, 'MissingAuthenticationTokenException'],
    [403, 'UnrecognizedClientException'],
    [403, 'InvalidSignatureException'],
  ]);
});
