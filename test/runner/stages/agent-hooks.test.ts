import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { ClaudePass } from '../../../runner/claude/claude.ts';
import { StageFailure } from '../../../runner/stages/stage-failure.ts';
import { agentBench } from '../fixtures/agent-bench.ts';
import { fakeClaude, type Script } from '../fixtures/fake-claude.ts';

let bench: ReturnType<typeof agentBench>;

afterEach(() => bench.remove());

const good: Script = {
  implementation: ({ folder }: ClaudePass) => {
    writeFileSync(join(folder, 'new.txt'), 'new\n');
    return { answer: { summary: 'Wrote new.txt', addressed: [] } };
  },
  review: () => ({ answer: { isApproved: true, findings: [] } }),
};

async function run(script: Script) {
  const claude = fakeClaude(script);
  await bench.run(async () => claude);
  return { claude, outcome: bench.outcome() };
}

const hooks = (names: string[]) => `---\n${names.map((name) => `${name}: ${name}.sh`).join('\n')}\n---\nWork well.`;

test('setup fails: no work is done, and teardown runs', async () => {
  bench = agentBench({
    'WORKFLOW.md': hooks(['setup', 'teardown']),
    'setup.sh': 'echo no database; exit 3',
    'teardown.sh': 'touch ../torn-down',
  });

  const { claude, outcome } = await run(good);

  expect(outcome).toMatchObject({ outcome: 'failed', failure: { kind: 'substance' } });
  expect(outcome.failure?.reason).toMatch(
    /script of the repository failed: setup, setup\.sh \(exit code 3\)[\s\S]*no database/,
  );
  expect(claude.passes).toEqual([]);
  expect(existsSync(join(bench.scratch, 'torn-down'))).toBe(true);
});

test('verify fails: the run fails, and the work is handed over', async () => {
  bench = agentBench({
    'WORKFLOW.md': hooks(['verify', 'teardown']),
    'verify.sh': 'false | cat\necho not reached',
    'teardown.sh': 'touch ../torn-down',
  });

  const { outcome } = await run(good);

  expect(outcome).toMatchObject({ outcome: 'changed', isApproved: true, failure: { kind: 'substance' } });
  expect(outcome.failure?.reason).toMatch(/script of the repository failed: verify, verify\.sh/);
  expect(bench.patched()).toEqual(['new.txt']);
  expect(existsSync(join(bench.scratch, 'torn-down'))).toBe(true);
});

test('a teardown that fails changes nothing', async () => {
  bench = agentBench({ 'WORKFLOW.md': hooks(['teardown']), 'teardown.sh': 'exit 1' });

  const { outcome } = await run(good);

  expect(outcome.outcome).toBe('changed');
  expect(outcome.failure).toBeUndefined();
  expect(bench.reporter.steps).toContain('teardown failed');
});

test.each([
  ['outside of the repository', 'setup: ../setup.sh'],
  ['not there', 'setup: none.sh'],
])('a hook that is %s is a clear failure', async (words, line) => {
  bench = agentBench({ 'WORKFLOW.md': `---\n${line}\n---\n` });
  writeFileSync(join(bench.scratch, 'setup.sh'), 'touch ../ran');

  const { outcome } = await run(good);

  expect(outcome.failure?.reason).toContain(words);
});

test('without a credential the run fails before any work', async () => {
  bench = agentBench({ 'WORKFLOW.md': hooks(['setup']), 'setup.sh': 'touch ../ran' });

  await bench.run(() => Promise.reject(new StageFailure('model_credential_missing')));

  expect(bench.outcome()).toMatchObject({
    outcome: 'failed',
    failure: { code: 'model_credential_missing', reason: 'There is no credential for Claude.' },
  });
  expect(existsSync(join(bench.scratch, 'ran'))).toBe(false);
});

test('a job that is ended from outside hands over what it has, and tears down', async () => {
  bench = agentBench({ 'WORKFLOW.md': hooks(['teardown']), 'teardown.sh': 'touch ../torn-down' });
  const controller = new AbortController();
  const claude = fakeClaude({
    implementation: () => {
      controller.abort(new StageFailure('run_cancelled'));
      return { code: 'claude_stopped' };
    },
  });

  await bench.run(async () => claude, controller.signal);

  expect(bench.outcome()).toMatchObject({
    outcome: 'failed',
    failure: { kind: 'substance', code: 'run_cancelled' },
  });
  expect(existsSync(join(bench.scratch, 'torn-down'))).toBe(true);
});

test('programs of the repository see no more of the environment than they may', async () => {
  bench = agentBench({ 'WORKFLOW.md': hooks(['setup']), 'setup.sh': 'env > ../seen' });

  await run(good);

  const names = readFileSync(join(bench.scratch, 'seen'), 'utf8')
    .split('\n')
    .map((line) => line.split('=')[0]);
  expect(names.filter((name) => !['PATH', 'PWD', 'SHLVL', '_', 'OLDPWD', ''].includes(name ?? ''))).toEqual([]);
});
