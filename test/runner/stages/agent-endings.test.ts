import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClaudePass } from '../../../runner/claude/claude.ts';
import type { StageFailureCode } from '../../../runner/stages/stage-failure.ts';
import { agentBench } from '../fixtures/agent-bench.ts';
import { fakeClaude, type Script } from '../fixtures/fake-claude.ts';
import { APPROVING } from '../fixtures/worked-on.ts';

let bench: ReturnType<typeof agentBench>;
beforeEach(() => {
  bench = agentBench();
});
afterEach(() => bench.remove());

const writing = (content = 'new\n') => {
  return ({ folder }: ClaudePass) => {
    writeFileSync(join(folder, 'new.txt'), content);
    return { answer: { summary: `Wrote it: ${content.trim()}`, addressed: [] } };
  };
};

async function run(script: Script) {
  const claude = fakeClaude(script);
  await bench.run(async () => claude);
  return { claude, outcome: bench.outcome() };
}

test('a pass that ends without its answer is asked once more, for the form alone', async () => {
  const { claude, outcome } = await run({
    implementation: (pass, time) => {
      if (time > 1) return { answer: { summary: 'Wrote it', addressed: [] } };
      writing()(pass);
      return { code: 'answer_missing', text: 'I wrote the file, and it greets.' };
    },
    review: APPROVING,
  });

  expect(claude.names()).toEqual(['implementation', 'implementation', 'review']);
  const [first, again] = claude.passes;
  expect(again).toMatchObject({ tools: 'read', maxTurns: 10 });
  expect(again?.prompt.split('\n')[0]).toBe(first?.prompt.split('\n')[0]);
  expect(again?.prompt).toContain('I wrote the file, and it greets.');
  expect(outcome).toMatchObject({ outcome: 'changed', isApproved: true, summary: 'Wrote it' });
});

test('a pass that said nothing at all is shown what it was asked', async () => {
  const { claude } = await run({
    implementation: writing(),
    review: (_, time) => (time === 1 ? { code: 'answer_missing' } : { answer: { isApproved: true, findings: [] } }),
  });

  expect(claude.passes[2]?.prompt).toContain('+++ b/new.txt');
});

test('work whose pass never told of it in the form is reviewed and ships all the same', async () => {
  const { outcome } = await run({
    implementation: (pass) => {
      writing()(pass);
      return { code: 'answer_missing' };
    },
    review: APPROVING,
  });

  expect(outcome).toMatchObject({ outcome: 'changed', isApproved: true, summary: '' });
  expect(outcome.failure).toBeUndefined();
});

test.each<StageFailureCode>([
  'answer_missing',
  'model_overloaded',
  'model_quota',
  'model_unreachable',
  'claude_died',
  'context_window_full',
  'budget_used_up',
])('work whose review ends by %s ships as not reviewed', async (code) => {
  const { outcome } = await run({ implementation: writing(), review: () => ({ code }) });

  expect(outcome).toMatchObject({ outcome: 'changed', isApproved: false, openFindings: [] });
  expect(outcome.notReviewed).toMatch(/\w/);
  expect(outcome.failure).toBeUndefined();
});

test('a correction that an overload ends ships what stood before, with what is open', async () => {
  const { outcome } = await run({
    implementation: (pass, time) => (time === 1 ? writing()(pass) : { code: 'model_overloaded' }),
    review: () => ({ answer: { isApproved: false, findings: ['Name it better.'] } }),
  });

  expect(outcome).toMatchObject({ outcome: 'changed', isApproved: false, openFindings: ['Name it better.'] });
  expect(outcome.notReviewed).toContain('correction');
  expect(outcome.failure).toBeUndefined();
});

test('half a first implementation that an overload ends is repeated, and its patch is handed on', async () => {
  const { outcome } = await run({
    implementation: (pass) => {
      writing()(pass);
      return { code: 'model_overloaded' };
    },
  });

  expect(outcome).toMatchObject({ outcome: 'failed', failure: { code: 'model_overloaded' } });
  expect(bench.patched()).toEqual(['new.txt']);
});

test('work whose time is up ships as it is', async () => {
  bench.assign({ deadlineAt: Date.now() });

  const { outcome } = await run({
    implementation: (pass) => {
      writing()(pass);
      return { code: 'claude_stopped' };
    },
  });

  expect(outcome).toMatchObject({ outcome: 'changed', failure: { code: 'agent_time_up' } });
  expect(bench.patched()).toEqual(['new.txt']);
});
