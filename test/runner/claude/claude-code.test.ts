import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Claude, ClaudePass } from '../../../runner/claude/claude.ts';
import { claudeCli } from '../../../runner/claude/claude-cli.ts';
import { anthropicCredential } from '../../../runner/claude/credential.ts';
import { CLAUDE_CODE, SEARCH_PATH } from '../fixtures/claude-code.ts';
import { type MessagesApi, messagesApi, say, use } from '../fixtures/messages-api.ts';

let scratch: string;
let folder: string;
let api: MessagesApi;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'claude-code-test-'));
  folder = mkdtempSync(join(scratch, 'repository-'));
});

afterEach(() => {
  api.close();
  rmSync(scratch, { recursive: true, force: true });
});

async function claudeWith(
  script: Parameters<typeof messagesApi>[0],
  more: { budgetUsd?: number; delayMs?: number } = {},
) {
  api = await messagesApi(script, more.delayMs);
  const credential = anthropicCredential({ ANTHROPIC_BASE_URL: api.url, ANTHROPIC_API_KEY: 'sk-ant-test' });
  if (credential === undefined) throw new Error('no credential');
  const home = mkdtempSync(join(scratch, 'home-'));
  const environment = { PATH: SEARCH_PATH };
  return claudeCli({ command: CLAUDE_CODE ?? 'claude', environment, credential, home, maxRetries: 1, ...more });
}

function aPass<Structured>(overrides: Partial<ClaudePass<Structured>> = {}): ClaudePass<Structured> {
  return {
    name: 'implementation',
    prompt: 'This is the implementation pass of run R for ticket ENG-1.',
    model: 'claude-sonnet-4-6',
    tools: 'write',
    folder,
    maxTurns: 20,
    signal: new AbortController().signal,
    ...overrides,
  };
}

/** Lets the model use the tools one after the other, and tells what each of them answered. */
async function using(calls: ReturnType<typeof use>[], pass: Partial<ClaudePass>, claude?: Claude): Promise<string[]> {
  const answers: string[] = [];
  const model = await claudeWith(({ turns, last }) => {
    if (turns > 0) answers.push(last);
    const call = calls[turns];
    return call === undefined ? say('done') : [call];
  });
  const result = await (claude ?? model).run(aPass(pass));
  expect(result.outcome).toBe('done');
  return answers;
}

describe.runIf(CLAUDE_CODE !== undefined)('a pass of Claude Code', { timeout: 60_000 }, () => {
  it('edits files and runs commands without being asked, and its use is summed over all passes', async () => {
    const path = join(folder, 'a.txt');
    const claude = await claudeWith(({ turns }) => {
      const calls = [use('Write', { file_path: path, content: 'one' }), use('Bash', { command: 'cat a.txt > b.txt' })];
      const call = calls[turns];
      return call === undefined ? say('done') : [call];
    });

    const first = await claude.run(aPass());
    await claude.run(aPass());

    expect(first).toEqual({ outcome: 'done', text: 'done', answer: undefined, permissionDenials: 0 });
    expect(readFileSync(join(folder, 'b.txt'), 'utf8')).toBe('one');
    expect(claude.usage()).toMatchObject({ turns: 6, inputTokens: 600, outputTokens: 300 });
    expect(claude.usage().costUsd).toBeGreaterThan(0);
  });

  it('takes a prompt of a megabyte', async () => {
    const words = 'All of it counts. '.repeat(60_000);
    const claude = await claudeWith(({ prompt }) => say(String(prompt.split('All of it counts.').length - 1)));

    const result = await claude.run(aPass({ prompt: `This is the implementation pass.\n${words}` }));

    expect(result).toMatchObject({ outcome: 'done', text: '60000' });
  });
});

describe.runIf(CLAUDE_CODE !== undefined)('a reading pass', { timeout: 60_000 }, () => {
  it('reads below its folder, and neither elsewhere nor through links', async () => {
    writeFileSync(join(scratch, 'outside.txt'), 'secret');
    writeFileSync(join(folder, 'inside.txt'), 'hello');
    symlinkSync(join(scratch, 'outside.txt'), join(folder, 'link.txt'));

    const answers = await using(
      [
        use('Read', { file_path: join(folder, 'inside.txt') }),
        use('Read', { file_path: join(scratch, 'outside.txt') }),
        use('Read', { file_path: join(folder, 'link.txt') }),
        use('Read', { file_path: '/proc/self/environ' }),
        use('Read', { file_path: '~/.bashrc' }),
        use('Grep', { pattern: 'secret', path: scratch, output_mode: 'content' }),
        use('Grep', { pattern: 'secret', glob: '../*', output_mode: 'content' }),
        use('Glob', { pattern: '../*' }),
        use('Write', { file_path: join(folder, 'new.txt'), content: '' }),
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
    const claude = await claudeWith(({ turns }) => [
      use('StructuredOutput', turns === 0 ? { isApproved: 'perhaps' } : { isApproved: true }),
    ]);

    const result = await claude.run(aPass({ tools: 'read', answer: z.object({ isApproved: z.boolean() }) }));

    expect(result).toMatchObject({ outcome: 'done', answer: { isApproved: true } });
  });

  it('is required: without it the pass failed', async () => {
    const claude = await claudeWith(() => say('I approve of it.'));

    const result = await claude.run(aPass({ tools: 'read', answer: z.object({ isApproved: z.boolean() }) }));

    expect(result).toMatchObject({ outcome: 'failed', kind: 'infrastructure' });
  });
});

describe.runIf(CLAUDE_CODE !== undefined)('a refusal of the model', { timeout: 60_000 }, () => {
  it.each([
    [401, 'authentication_error', 'invalid x-api-key', 'substance', /refused the credential/],
    [400, 'invalid_request_error', 'Your credit balance is too low', 'substance', /Credit balance is too low/],
    [404, 'not_found_error', 'model: x', 'substance', /issue with the selected model/],
    [429, 'rate_limit_error', 'slow down', 'infrastructure', /could not answer.*429/],
    [529, 'overloaded_error', 'Overloaded', 'infrastructure', /could not answer.*529/],
    [500, 'api_error', 'oops', 'infrastructure', /could not answer.*500/],
  ])('an answer %i %s of the model is a failure of its kind', async (status, type, message, kind, reason) => {
    const claude = await claudeWith(() => ({ status, type, message }));

    const result = await claude.run(aPass());

    expect(result).toEqual({ outcome: 'failed', kind, reason: expect.stringMatching(reason) });
  });
});

describe.runIf(CLAUDE_CODE !== undefined)('the bounds of a pass', { timeout: 60_000 }, () => {
  it('stops at the cap on turns', async () => {
    const claude = await claudeWith(() => [use('Bash', { command: 'true' })]);

    const result = await claude.run(aPass({ maxTurns: 2 }));

    expect(result).toMatchObject({
      outcome: 'failed',
      kind: 'substance',
      reason: expect.stringMatching(/cap on turns/),
    });
  });

  it('stops where the budget is used up, and begins no other pass', async () => {
    const claude = await claudeWith(() => [use('Bash', { command: 'true' })], { budgetUsd: 0.002 });

    const result = await claude.run(aPass());
    const asked = api.requests.length;
    const next = await claude.run(aPass());

    const usedUp = { outcome: 'failed', kind: 'substance', reason: expect.stringMatching(/budget .* is used up/) };
    expect([result, next]).toEqual([usedUp, usedUp]);
    expect(api.requests).toHaveLength(asked);
  });

  it('takes nothing from the settings of the repository', async () => {
    const hook = { type: 'command', command: `touch ${join(scratch, 'hooked')}` };
    const settings = {
      env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' },
      hooks: { PreToolUse: [{ matcher: '*', hooks: [hook] }] },
    };
    mkdirSync(join(folder, '.claude'));
    writeFileSync(join(folder, '.claude', 'settings.json'), JSON.stringify(settings));

    await using([use('Bash', { command: 'test ! -e ../hooked' })], {});

    expect(() => readFileSync(join(scratch, 'hooked'))).toThrow('ENOENT');
  });

  it('is ended, with all that it started, when it is told to', async () => {
    const controller = new AbortController();
    const claude = await claudeWith(() => [use('Bash', { command: 'echo $$ > pid; sleep 300' })]);

    const running = claude.run(aPass({ signal: controller.signal }));
    await expect.poll(() => readFileSync(join(folder, 'pid'), 'utf8'), { timeout: 20_000 }).not.toBe('');
    controller.abort();

    expect(await running).toMatchObject({ outcome: 'failed', kind: 'infrastructure' });
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
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

describe.runIf(CLAUDE_CODE !== undefined)('subagents of work units', { timeout: 60_000 }, () => {
  const unit = (number: number) => ({
    type: `wu-${number}`,
    description: `Does WU-${number}`,
    instructions: `This is work unit WU-${number} of run R.`,
    files: [`unit${number}/**`],
  });

  it('run in parallel, each writes its own files, and none writes those of another', async () => {
    const claude = await claudeWith(
      ({ prompt, turns }) => {
        const number = /work unit WU-(\d)/.exec(prompt)?.[1];
        if (number === undefined && turns === 0) return [start(1), start(2)];
        if (number === undefined || turns > 0) return say('done');
        return ['unit1', 'unit2'].map((name) =>
          use('Write', { file_path: join(folder, name, `by-${number}.txt`), content: number }),
        );
      },
      { delayMs: 300 },
    );
    const start = (number: number) =>
      use('Agent', {
        description: 'unit',
        prompt: `This is work unit WU-${number} of run R.`,
        subagent_type: `wu-${number}`,
      });

    const result = await claude.run(aPass({ name: 'work-units', subagents: [unit(1), unit(2)] }));

    expect(result.outcome).toBe('done');
    expect(readFileSync(join(folder, 'unit1', 'by-1.txt'), 'utf8')).toBe('1');
    expect(readFileSync(join(folder, 'unit2', 'by-2.txt'), 'utf8')).toBe('2');
    expect(() => readFileSync(join(folder, 'unit2', 'by-1.txt'))).toThrow('ENOENT');
    expect(() => readFileSync(join(folder, 'unit1', 'by-2.txt'))).toThrow('ENOENT');
    const [, one, other] = api.requests;
    expect(Number(other?.startedAt)).toBeLessThan(Number(one?.endedAt));
  });

  it('alone write: the pass that starts them does not, and none of them has a shell', async () => {
    const answers = await using(
      [
        use('Write', { file_path: join(folder, 'a.txt'), content: '' }),
        use('Bash', { command: 'touch b.txt' }),
        use('Read', { file_path: join(scratch, 'none.txt') }),
      ],
      { name: 'work-units', subagents: [unit(1)] },
    );

    expect(answers[0]).toContain('Only the subagents write');
    expect(answers[1]).toContain('is_error');
    expect(answers[2]).toContain('is_error');
  });
});
