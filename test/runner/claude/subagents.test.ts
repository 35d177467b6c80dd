import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claudeBench } from '../fixtures/claude-bench.ts';
import { CLAUDE_CODE } from '../fixtures/claude-code.ts';
import { say, use } from '../fixtures/messages-api.ts';

let bench: ReturnType<typeof claudeBench>;

beforeEach(() => {
  bench = claudeBench();
});

afterEach(() => bench.remove());

describe.runIf(CLAUDE_CODE !== undefined)('subagents of work units', { timeout: 60_000 }, () => {
  const unit = (number: number) => ({
    type: `wu-${number}`,
    description: `Does WU-${number}`,
    instructions: `This is work unit WU-${number} of run R.`,
    files: [`unit${number}/**`],
  });

  it('run in parallel, each writes its own files, and none writes those of another', async () => {
    const { claude, api } = await bench.claudeWith(
      ({ prompt, turns }) => {
        const number = /work unit WU-(\d)/.exec(prompt)?.[1];
        if (number === undefined && turns === 0) return [start(1), start(2)];
        if (number === undefined || turns > 0) return say('done');
        return ['unit1', 'unit2'].map((name) =>
          use('Write', { file_path: join(bench.folder, name, `by-${number}.txt`), content: number }),
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

    const result = await claude.run(bench.aPass({ name: 'work-units', subagents: [unit(1), unit(2)] }));

    expect(result.outcome).toBe('done');
    expect(readFileSync(join(bench.folder, 'unit1', 'by-1.txt'), 'utf8')).toBe('1');
    expect(readFileSync(join(bench.folder, 'unit2', 'by-2.txt'), 'utf8')).toBe('2');
    expect(() => readFileSync(join(bench.folder, 'unit2', 'by-1.txt'))).toThrow('ENOENT');
    expect(() => readFileSync(join(bench.folder, 'unit1', 'by-2.txt'))).toThrow('ENOENT');
    const [, one, other] = api.requests;
    expect(Number(other?.startedAt)).toBeLessThan(Number(one?.endedAt));
  });

  it('alone write: the pass that starts them does not, and none of them has a shell', async () => {
    const answers = await bench.using(
      [
        use('Write', { file_path: join(bench.folder, 'a.txt'), content: '' }),
        use('Bash', { command: 'touch b.txt' }),
        use('Read', { file_path: join(bench.scratch, 'none.txt') }),
      ],
      { name: 'work-units', subagents: [unit(1)] },
    );

    expect(answers[0]).toContain('Only the subagents write');
    expect(answers[1]).toContain('is_error');
    expect(answers[2]).toContain('is_error');
  });
});
