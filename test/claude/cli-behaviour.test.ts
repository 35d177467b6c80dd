import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findClaude } from '../../local/world/vendors/claude-code.ts';
import { goodAgent } from '../../simulators/anthropic/agents/agents.ts';
import type { ScriptedAgent } from '../../simulators/anthropic/model-turn.ts';
import { bedrockEnvironment } from '../contracts/a-model-world.ts';
import { stageMaker } from '../contracts/claude-stage.ts';
import { READING, WRITING } from '../contracts/run-claude.ts';
import { messagesApi, say } from '../runner/fixtures/messages-api.ts';

// What docs/claude-code.md says of the real Claude Code, beyond what the stand-in plays.

const found = findClaude();
if (found === undefined) throw new Error('Claude Code is not installed: npm run test:claude installs it');
const aStage = stageMaker(found.path);

const command: ScriptedAgent = ({ turns }) =>
  turns === 0 ? { calls: [{ tool: 'Bash', input: { command: 'true' } }] } : { text: 'Done.' };

describe('a denial by a hook counts in permission_denials', () => {
  test.each([
    ['by its exit code', 'cat >/dev/null; echo no >&2; exit 2'],
    [
      'by its answer',
      `cat >/dev/null; echo '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny"}}'`,
    ],
  ])('%s', async (_, script) => {
    const { run, workplace } = await aStage(command);
    const hook = join(workplace.home, 'hook.sh');
    writeFileSync(hook, `#!/bin/sh\n${script}\n`);
    chmodSync(hook, 0o755);
    const hooks = { PreToolUse: [{ matcher: 'Bash', hooks: [{ type: 'command', command: hook }] }] };

    const { result } = await run('implementation', { args: [...WRITING, '--settings', JSON.stringify({ hooks })] });

    expect(result?.['permission_denials']).toMatchObject([{ tool_name: 'Bash' }]);
  });
});

test('the last block of text is the result', async () => {
  const { run } = await aStage(({ turns }) =>
    turns === 0
      ? { text: 'First words.', calls: [{ tool: 'Bash', input: { command: 'true' } }] }
      : { text: 'Last words.' },
  );

  expect((await run('implementation')).result?.['result']).toBe('Last words.');
});

test('an answer is converted to the types of its schema, and formats are not checked', async () => {
  const properties = {
    count: { type: 'number' },
    isDone: { type: 'boolean' },
    link: { type: 'string', format: 'uri' },
  };
  const schema = { type: 'object', properties, required: ['count'], additionalProperties: false };
  const { run } = await aStage(() => ({ answer: { count: '5', isDone: 'false', link: 'no address' } }));

  const { result } = await run('review', { args: [...READING, '--json-schema', JSON.stringify(schema)] });

  expect(result?.['structured_output']).toEqual({ count: 5, isDone: false, link: 'no address' });
});

test('a pass with every model pinned still asks others at its start', async () => {
  const { run, world } = await aStage(goodAgent);
  const model = 'eu.anthropic.claude-sonnet-4-6';
  const pinned = {
    ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
    ANTHROPIC_DEFAULT_SONNET_MODEL: model,
    ANTHROPIC_DEFAULT_OPUS_MODEL: model,
  };

  await run('triage', {
    env: { ...(await bedrockEnvironment(world)), ...pinned },
    args: [...WRITING, '--model', model],
  });

  expect(world.model.requests().filter((request) => request.model !== model)).not.toEqual([]);
});

test('a refused credential is asked with again, as a server error is', async () => {
  const { run, world } = await aStage(goodAgent);
  world.model.faults.add({ operation: 'messages', kind: 'status', status: 401, times: 1 });

  const { code } = await run('triage');

  expect([code, world.model.requests().map(({ status }) => status)]).toEqual([0, [401, 200]]);
});

test.each([
  [{}, true],
  [{ CLAUDE_CODE_DISABLE_ATTACHMENTS: '1' }, false],
])('with %j a path after an @ is attached: %s', async (more, isAttached) => {
  const seen: string[] = [];
  const api = await messagesApi(({ prompt, last }) => {
    seen.push(prompt, last);
    return say('Done.');
  });
  const { run } = await aStage(goodAgent, { 'notes.txt': 'what nobody asked for\n' });
  const env = { ANTHROPIC_BASE_URL: api.url, ANTHROPIC_API_KEY: 'sk-key', ...more };

  await run('implementation', { more: 'See @notes.txt for more.', env });

  api.close();
  expect(seen.join('\n').includes('what nobody asked for')).toBe(isAttached);
});
