import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import * as z from 'zod';
import { findClaude } from '../../local/world/vendors/claude-code.ts';
import type { ClaudePass } from '../../runner/claude/claude.ts';
import { claudeCli } from '../../runner/claude/claude-cli.ts';
import { anthropicCredential, type Credential, fingerprintOf } from '../../runner/claude/credential.ts';
import { withFallbacks } from '../../runner/claude/with-fallbacks.ts';
import type { StageFailureCode } from '../../runner/stages/stage-failure.ts';
import { DEFAULT_MODELS } from '../../shared/contract/default-models.ts';
import type { ScriptedAgent } from '../../simulators/anthropic/model-turn.ts';
import type { Fault } from '../../simulators/faults/faults.ts';
import { aModelWorld, bedrockEnvironment, type ModelWorld } from '../contracts/a-model-world.ts';
import { aWorkplace, type Workplace } from '../contracts/run-claude.ts';

// How a pass of the real Claude Code ends when it does not end well, and what the runner makes of it: each row of ENDINGS.

const found = findClaude();
if (found === undefined) throw new Error('Claude Code is not installed: npm run test:claude installs it');
const command = found.path;

const OAUTH_TOKEN = 'sk-ant-oat01-of-the-test';
const RESETS_AT = Math.floor(Date.now() / 1000) + 7200;
const words: ScriptedAgent = () => ({ text: 'Some words.' });
const busy: ScriptedAgent = () => ({ calls: [{ tool: 'Bash', input: { command: 'true' } }] });

interface Scene {
  agent?: ScriptedAgent;
  fault?: Omit<Fault, 'operation'>;
  isOAuth?: boolean;
  budgetUsd?: number;
  pass?: Partial<ClaudePass>;
}

let world: ModelWorld;
let workplace: Workplace;
afterEach(async () => {
  await world.stop();
  workplace.remove();
});

async function aPass(
  { agent = words, fault, isOAuth, budgetUsd, pass }: Scene,
  credential?: (w: ModelWorld) => Promise<Credential>,
) {
  world = await aModelWorld(() => agent);
  workplace = aWorkplace();
  if (fault !== undefined) world.model.faults.add({ operation: 'messages', ...fault });
  const secret = isOAuth ? { CLAUDE_CODE_OAUTH_TOKEN: OAUTH_TOKEN } : { ANTHROPIC_API_KEY: 'sk-key' };
  const given = await (credential?.(world) ?? anthropicCredential({ ANTHROPIC_BASE_URL: world.model.url, ...secret }));
  if (given === undefined) throw new Error('no credential');
  const home = join(workplace.home, 'claude');
  mkdirSync(home);
  const environment = { PATH: '/usr/local/bin:/usr/bin:/bin' };
  const claude = claudeCli({ command, environment, credential: given, home, budgetUsd, maxRetries: 1 });
  const result = await claude.run({ ...passIn(workplace), ...pass });
  return { claude, failure: result.outcome === 'failed' ? result.failure : undefined };
}

const passIn = ({ folder }: Workplace): ClaudePass => ({
  name: 'implementation',
  prompt: 'This is the implementation pass of run 01K for ticket ENG-1.',
  model: 'claude-sonnet-4-6',
  tools: 'write',
  folder,
  maxTurns: 5,
  signal: new AbortController().signal,
});

const refusal = (status: number, type: string, message: string): NonNullable<Scene['fault']> => ({
  kind: 'status',
  status,
  body: { type: 'error', error: { type, message } },
});
const invalid = (message: string): Scene => ({ fault: refusal(400, 'invalid_request_error', message) });
const answer = z.object({ isApproved: z.boolean() });

test.each<[StageFailureCode, string, Scene]>([
  [
    'model_credential_refused',
    'an OAuth token that expired',
    {
      isOAuth: true,
      fault: refusal(401, 'authentication_error', 'OAuth token has expired. Please obtain a new token.'),
    },
  ],
  [
    'model_credential_refused',
    'an OAuth token that was withdrawn',
    { isOAuth: true, fault: refusal(403, 'permission_error', 'OAuth token has been revoked.') },
  ],
  ['model_credential_refused', 'a wrong API key', { fault: refusal(401, 'authentication_error', 'invalid x-api-key') }],
  ['model_credential_refused', 'a disabled organisation', invalid('This organization has been disabled.')],
  [
    'model_billing',
    'an account without credit',
    invalid('Your credit balance is too low to access the Anthropic API.'),
  ],
  ['model_rate_limited', 'a short rate limit', { fault: { kind: 'rate_limited' } }],
  ['model_overloaded', 'overload', { fault: { kind: 'status', status: 529 } }],
  ['model_overloaded', 'an error of the server', { fault: { kind: 'status', status: 500 } }],
  ['prompt_too_long', 'a prompt that is too long', invalid('prompt is too long: 209000 tokens > 200000 maximum')],
  [
    'prompt_too_long',
    'a request of too many bytes',
    { fault: refusal(413, 'request_too_large', 'Request exceeds the maximum size') },
  ],
  [
    'context_window_full',
    'a full context window',
    { agent: () => ({ text: 'a', stopReason: 'model_context_window_exceeded' }) },
  ],
  [
    'output_limit_reached',
    'answers beyond the limit of output',
    { agent: () => ({ text: 'a', stopReason: 'max_tokens' }) },
  ],
  ['model_refused', 'a refusal', { agent: () => ({ text: 'a', stopReason: 'refusal' }) }],
  ['model_not_found', 'a model that is not there', { fault: refusal(404, 'not_found_error', 'model: claude-x') }],
  ['model_request_refused', 'a request that is refused otherwise', invalid('messages: something is wrong')],
  ['budget_used_up', 'a budget that is used up', { agent: busy, budgetUsd: 0.0002 }],
  ['turns_used_up', 'a cap on turns', { agent: busy, pass: { maxTurns: 2 } }],
  ['answer_missing', 'words instead of an answer', { pass: { answer } }],
  [
    'answer_missing',
    'an answer that never fits',
    { agent: () => ({ answer: { isApproved: 'perhaps' } }), pass: { answer } },
  ],
])('%s: %s', async (code, _, scene) => {
  const { failure } = await aPass(scene);

  expect(failure).toMatchObject({ code, limit: undefined });
  expect(failure?.message).not.toMatch(/AWS/);
});

test('a default model that is not there is replaced by the next one', async () => {
  const [wanted, used] = DEFAULT_MODELS;
  const agent: ScriptedAgent = ({ model }) => (model === wanted ? 'no such model' : { text: 'Some words.' });
  const { claude, failure } = await aPass({ agent });
  const withOthers = withFallbacks(claude, new Map([[wanted, [used]]]));
  const result = await withOthers.run(passIn(workplace));

  expect(failure?.code).toBe('model_not_found');
  expect(result).toMatchObject({ outcome: 'done', text: 'Some words.' });
  expect(withOthers.substitutions()).toEqual([{ wanted, used }]);
});

test('a session of AWS that expired is told as that, on Bedrock alone', async () => {
  const { failure } = await aPass({}, async (at) => {
    const environment = await bedrockEnvironment(at);
    at.clock.advance(3_600_001);
    return {
      kind: 'bedrock',
      id: 'bedrock:123456789012:eu-central-1',
      environment: async () => environment,
      renew: () => false,
    };
  });

  expect(failure).toMatchObject({ code: 'aws_session_refused', kind: 'substance' });
});

test('the limit of a subscription is told with its reset and the credential that met it', async () => {
  const agent: ScriptedAgent = () => ({ rateLimited: { retryAfterSeconds: 7200, resetsAt: RESETS_AT } });

  const { failure } = await aPass({ agent, isOAuth: true });

  const retryAt = new Date(RESETS_AT * 1000).toISOString();
  expect(failure).toMatchObject({ code: 'model_quota', limit: { retryAt, credential: fingerprintOf(OAUTH_TOKEN) } });
});

test('a limit of more than a minute ends the pass at once, and nobody says until when', async () => {
  const { failure } = await aPass({ agent: () => ({ rateLimited: { retryAfterSeconds: 61 } }) });

  expect(world.model.requests()).toHaveLength(1);
  expect(failure).toMatchObject({ code: 'model_quota', limit: { retryAt: undefined } });
});

test("the account's own limit on spending says when it ends", async () => {
  const { failure } = await aPass(
    invalid('You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.'),
  );

  expect(failure).toMatchObject({ code: 'model_quota', limit: { retryAt: '2026-12-01T00:00:00.000Z' } });
});

test('a model that cannot be reached', async () => {
  const { failure } = await aPass({}, async () => {
    const nowhere = anthropicCredential({ ANTHROPIC_BASE_URL: 'http://127.0.0.1:9', ANTHROPIC_API_KEY: 'sk-key' });
    if (nowhere === undefined) throw new Error('no credential');
    return nowhere;
  });

  expect(failure?.code).toBe('model_unreachable');
});

test('a credential that is not one asks nothing', async () => {
  const { failure } = await aPass({}, async () => ({
    kind: 'api-key',
    id: '',
    environment: async () => ({}),
    renew: () => false,
  }));

  expect([failure?.code, world.model.requests()]).toEqual(['model_credential_missing', []]);
});

test('with next to nothing left of the budget no pass begins', async () => {
  const { failure } = await aPass({ budgetUsd: 0.00004 });

  expect([failure?.code, world.model.requests()]).toEqual(['budget_used_up', []]);
});

test('a pass that is stopped tells what it cost', async () => {
  const controller = new AbortController();
  const agent: ScriptedAgent = ({ turns }) => {
    if (turns === 0) return { calls: [{ tool: 'Bash', input: { command: 'true' } }] };
    controller.abort();
    return 'silence';
  };

  const { claude, failure } = await aPass({ agent, pass: { signal: controller.signal } });

  expect(failure?.code).toBe('claude_stopped');
  expect(claude.usage().costUsd).toBeGreaterThan(0);
});
