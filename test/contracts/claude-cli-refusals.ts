import { expect, test } from 'vitest';
import { goodAgent, hangingAgent, rateLimitedAgent } from '../../simulators/anthropic/agents/agents.ts';
import { bedrockEnvironment } from './a-model-world.ts';
import type { StageMaker } from './claude-stage.ts';
import { WRITING } from './run-claude.ts';

export function credentialTests(aStage: StageMaker): void {
  test.each([
    [{ ANTHROPIC_API_KEY: 'sk-key' }, { header: 'x-api-key', value: 'sk-key' }],
    [{ CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-token' }, { header: 'authorization', value: 'sk-ant-oat01-token' }],
    [
      { ANTHROPIC_API_KEY: 'sk-key', CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-token' },
      { header: 'x-api-key', value: 'sk-key' },
    ],
  ])('with %j the model sees %j', async (credential, seen) => {
    const { run, world } = await aStage(goodAgent);

    await run('triage', { env: { ANTHROPIC_BASE_URL: world.model.url, ...credential } as Record<string, string> });

    expect(world.model.requests().map((request) => request.credential)).toEqual([seen]);
  });

  test('without a credential nothing is asked', async () => {
    const { run, world } = await aStage(goodAgent);

    const { code, result } = await run('triage', { env: { ANTHROPIC_BASE_URL: world.model.url } });

    expect([code, result?.['is_error'], world.model.requests()]).toEqual([1, true, []]);
    expect(result?.['result']).toContain('Not logged in');
  });

  test('on Bedrock it signs with the session of the role, whatever keys stand beside it', async () => {
    const { run, world } = await aStage(goodAgent);
    const bedrock = await bedrockEnvironment(world);
    const keys = { ANTHROPIC_API_KEY: 'sk-key', CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-token' };

    const { code } = await run('implementation', { env: { ...keys, ...bedrock } });

    const turns = world.model.requests().filter(({ pass }) => pass === 'implementation');
    expect(code).toBe(0);
    expect(new Set(turns.map(({ credential }) => credential.value))).toEqual(new Set([bedrock['AWS_ACCESS_KEY_ID']]));
  });

  test('a session that expired is told in the words of AWS', async () => {
    const { run, world } = await aStage(goodAgent);
    const bedrock = await bedrockEnvironment(world);
    world.clock.advance(3_600_001);

    const { code, result } = await run('implementation', { env: bedrock });

    expect([code, result?.['is_error'], result?.['api_error_status']]).toEqual([1, true, 403]);
    expect(result?.['result']).toMatch(/security token included in the request is expired/);
  });
}

export function troubleTests(aStage: StageMaker): void {
  test.each([
    [401, 'authentication'],
    [429, 'rate limit'],
    [529, 'overload'],
    [500, 'a server error'],
  ])('status %i (%s) is an error in the result, with its status', async (status) => {
    const { run, world } = await aStage(goodAgent);
    world.model.faults.add({ operation: 'messages', kind: 'status', status });

    const { code, result } = await run('triage');

    expect(code).toBe(1);
    expect(result).toMatchObject({ is_error: true, api_error_status: status });
  });

  test('what passes is asked again', async () => {
    const { run, world } = await aStage(goodAgent);
    world.model.faults.add({ operation: 'messages', kind: 'status', status: 529, times: 1 });

    const { code } = await run('triage');

    expect([code, world.model.requests().map(({ status }) => status)]).toEqual([0, [529, 200]]);
  });

  test('a rate limit that lasts an hour is not waited for', async () => {
    const { run, world } = await aStage(rateLimitedAgent);

    const { code, result } = await run('triage');

    expect([code, result?.['api_error_status'], world.model.requests().length]).toEqual([1, 429, 1]);
  });

  test('the cap on turns ends a pass', async () => {
    const { run } = await aStage(goodAgent);

    const { code, result } = await run('implementation', { args: [...WRITING, '--max-turns', '2'] });

    expect([code, result?.['subtype']]).toEqual([1, 'error_max_turns']);
  });

  test('a pass that hangs and is ended gives no result', async () => {
    const { run, world } = await aStage(hangingAgent);

    const { result } = await run('implementation', { stopAfterMs: 8000 });

    expect(result).toBeUndefined();
    expect(world.model.requests()[0]).toMatchObject({ status: 0 });
  });

  test('an option that it does not know is refused', async () => {
    const { run } = await aStage(goodAgent);

    const { code, stderr } = await run('triage', { args: ['--no-such-option'] });

    expect([code, stderr.trim()]).toEqual([1, "error: unknown option '--no-such-option'"]);
  });
}
