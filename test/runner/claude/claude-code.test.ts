import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { claudeBench } from '../fixtures/claude-bench.ts';
import { CLAUDE_CODE } from '../fixtures/claude-code.ts';
import { say, use } from '../fixtures/messages-api.ts';

let bench: ReturnType<typeof claudeBench>;

beforeEach(() => {
  bench = claudeBench();
});

afterEach(() => bench.remove());

describe.runIf(CLAUDE_CODE !== undefined)('a pass of Claude Code', { timeout: 60_000 }, () => {
  it('edits files and runs commands without being asked, and its use is summed over all passes', async () => {
    const path = join(bench.folder, 'a.txt');
    const { claude } = await bench.claudeWith(({ turns }) => {
      const calls = [use('Write', { file_path: path, content: 'one' }), use('Bash', { command: 'cat a.txt > b.txt' })];
      const call = calls[turns];
      return call === undefined ? say('done') : [call];
    });

    const first = await claude.run(bench.aPass());
    await claude.run(bench.aPass());

    expect(first).toEqual({ outcome: 'done', text: 'done', answer: undefined, permissionDenials: [] });
    expect(readFileSync(join(bench.folder, 'b.txt'), 'utf8')).toBe('one');
    expect(claude.usage()).toMatchObject({ turns: 6, inputTokens: 600, outputTokens: 300 });
    expect(claude.usage().costUsd).toBeGreaterThan(0);
  });

  it('takes a prompt of a megabyte', async () => {
    const words = 'All of it counts. '.repeat(60_000);
    const { claude } = await bench.claudeWith(({ prompt }) =>
      say(String(prompt.split('All of it counts.').length - 1)),
    );

    const result = await claude.run(bench.aPass({ prompt: `This is the implementation pass.\n${words}` }));

    expect(result).toMatchObject({ outcome: 'done', text: '60000' });
  });
});

describe.runIf(CLAUDE_CODE !== undefined)('a reading pass', { timeout: 60_000 }, () => {
  it('reads below its folder, and neither elsewhere nor through links', async () => {
    writeFileSync(join(bench.scratch, 'outside.txt'), 'secret');
    writeFileSync(join(bench.folder, 'inside.txt'), 'hello');
    symlinkSync(join(bench.scratch, 'outside.txt'), join(bench.folder, 'link.txt'));

    const answers = await bench.using(
      [
        use('Read', { file_path: join(bench.folder, 'inside.txt') }),
        use('Read', { file_path: join(bench.scratch, 'outside.txt') }),
        use('Read', { file_path: join(bench.folder, 'link.txt') }),
        use('Read', { file_path: '/proc/self/environ' }),
        use('Read', { file_path: '~/.bashrc' }),
        use('Grep', { pattern: 'secret', path: bench.scratch, output_mode: 'content' }),
        use('Grep', { pattern: 'secret', glob: '../*', output_mode: 'content' }),
        use('Glob', { pattern: '../*' }),
        use('Write', { file_path: join(bench.folder, 'new.txt'), content: '' }),
        use('Bash', { command: 'cat /proc/self/environ' }),
      ],
      { tools: 'read' },
    );

    expect(answers[0]).toContain('hello');
    expect(answers.slice(1).filter((answer) => !/is_error|No files found|No matches found/.test(answer))).toEqual([]);
    expect(answers.slice(1).filter((answer) => /"secret|sk-ant-test/.test(answer))).toEqual([]);
  });
});

describe.runIf(CLAUDE_CODE !== undefined)('an answer in a form', { timeout: 60_000 }, () => {
  it('is given in the form that was asked for', async () => {
    const { claude } = await bench.claudeWith(({ turns }) => [
      use('StructuredOutput', turns === 0 ? { isApproved: 'perhaps' } : { isApproved: true }),
    ]);

    const result = await claude.run(bench.aPass({ tools: 'read', answer: z.object({ isApproved: z.boolean() }) }));

    expect(result).toMatchObject({ outcome: 'done', answer: { isApproved: true } });
  });

  it('is required: without it the pass failed', async () => {
    const { claude } = await bench.claudeWith(() => say('I approve of it.'));

    const result = await claude.run(bench.aPass({ tools: 'read', answer: z.object({ isApproved: z.boolean() }) }));

    expect(result).toMatchObject({ outcome: 'failed', failure: { code: 'answer_missing' } });
  });
});

describe.runIf(CLAUDE_CODE !== undefined)('a refusal of the model', { timeout: 60_000 }, () => {
  it.each([
    [401, 'authentication_error', 'invalid x-api-key', 'model_credential_refused'],
    [400, 'invalid_request_error', 'Your credit balance is too low', 'model_billing'],
    [404, 'not_found_error', 'model: x', 'model_not_found'],
    [429, 'rate_limit_error', 'slow down', 'model_rate_limited'],
    [529, 'overloaded_error', 'Overloaded', 'model_overloaded'],
    [500, 'api_error', 'oops', 'model_overloaded'],
  ])('an answer %i %s of the model is a failure of its own', async (status, type, message, code) => {
    const { claude } = await bench.claudeWith(() => ({ status, type, message }));

    const result = await claude.run(bench.aPass());

    expect(result).toMatchObject({ outcome: 'failed', failure: { code } });
  });
});

describe.runIf(CLAUDE_CODE !== undefined)('the bounds of a pass', { timeout: 60_000 }, () => {
  it('stops at the cap on turns', async () => {
    const { claude } = await bench.claudeWith(() => [use('Bash', { command: 'true' })]);

    const result = await claude.run(bench.aPass({ maxTurns: 2 }));

    expect(result).toMatchObject({ outcome: 'failed', failure: { code: 'turns_used_up' } });
  });

  it('stops where the budget is used up, and begins no other pass', async () => {
    const { claude, api } = await bench.claudeWith(() => [use('Bash', { command: 'true' })], { budgetUsd: 0.002 });

    const result = await claude.run(bench.aPass());
    const asked = api.requests.length;
    const next = await claude.run(bench.aPass());

    const usedUp = { outcome: 'failed', failure: { code: 'budget_used_up' } };
    expect([result, next]).toMatchObject([usedUp, usedUp]);
    expect(api.requests).toHaveLength(asked);
  });

  it('takes nothing from the settings of the repository', async () => {
    const hook = { type: 'command', command: `touch ${join(bench.scratch, 'hooked')}` };
    const settings = {
      env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' },
      hooks: { PreToolUse: [{ matcher: '*', hooks: [hook] }] },
    };
    mkdirSync(join(bench.folder, '.claude'));
    writeFileSync(join(bench.folder, '.claude', 'settings.json'), JSON.stringify(settings));

    await bench.using([use('Bash', { command: 'test ! -e ../hooked' })], {});

    expect(() => readFileSync(join(bench.scratch, 'hooked'))).toThrow('ENOENT');
  });

  it('is ended, with all that it started, when it is told to', async () => {
    const controller = new AbortController();
    const { claude } = await bench.claudeWith(() => [use('Bash', { command: 'echo $$ > pid; sleep 300' })]);

    const running = claude.run(bench.aPass({ signal: controller.signal }));
    await expect.poll(() => readFileSync(join(bench.folder, 'pid'), 'utf8'), { timeout: 20_000 }).not.toBe('');
    controller.abort();

    expect(await running).toMatchObject({ outcome: 'failed', failure: { code: 'claude_stopped' } });
    const pid = Number(readFileSync(join(bench.folder, 'pid'), 'utf8'));
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
