import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { ClaudePass } from '../../../runner/claude/claude.ts';
import { DEFAULT_MODEL, LIGHT_MODEL } from '../../../shared/contract/default-models.ts';
import { aRunContext } from '../../builders/a-run-context.ts';
import { agentBench } from '../fixtures/agent-bench.ts';
import { fakeClaude, type Script } from '../fixtures/fake-claude.ts';

let bench: ReturnType<typeof agentBench>;

afterEach(() => bench.remove());

const writing =
  (path: string, content = 'new\n') =>
  ({ folder }: ClaudePass) => {
    writeFileSync(join(folder, path), content);
    return { answer: { summary: `Wrote ${path}`, addressed: [] } };
  };
const approving = () => ({ answer: { isApproved: true, findings: [] } });
const good: Script = { implementation: writing('new.txt'), review: approving };

async function run(script: Script) {
  const claude = fakeClaude(script);
  await bench.run(async () => claude);
  return { claude, outcome: bench.outcome() };
}

test('an approved change is handed over as a patch, new files included', async () => {
  bench = agentBench({ '.gitignore': 'ignored/\n' });

  const { claude, outcome } = await run({
    ...good,
    implementation: (pass) => {
      bench.repository.write({
        'ignored/x': '',
        'node_modules/x/index.js': '',
        'CLAUDE.md': 'mine',
        'AGENTS.md': 'mine',
        'README.md': 'changed\n',
      });
      return writing('new.txt')(pass);
    },
  });

  expect(outcome).toMatchObject({
    outcome: 'changed',
    isApproved: true,
    summary: 'Wrote new.txt',
    openFindings: [],
    failedChecks: [],
  });
  expect(bench.patched()).toEqual(['README.md', 'new.txt']);
  expect(claude.names()).toEqual(['implementation', 'review']);
  expect(outcome.usage.turns).toBe(2);
});

test('what an earlier try left on the branch is reviewed with the rest, and handed over no second time', async () => {
  bench = agentBench();
  const branch = aRunContext().branch;
  bench.repository.git('checkout', '--quiet', '-b', branch);
  bench.repository.write({ 'earlier.txt': 'left\n' });
  bench.repository.baseSha = bench.repository.commit();
  bench.assign({ baseRef: branch, baseSha: bench.repository.baseSha });

  const { claude, outcome } = await run({
    ...good,
    implementation: () => ({ answer: { summary: 'It is done.', addressed: [] } }),
  });

  expect(claude.passes.find(({ name }) => name === 'review')?.prompt).toContain('+++ b/earlier.txt');
  expect(outcome).toMatchObject({ outcome: 'unchanged', isApproved: true });
});

test('what was committed is part of the patch too', async () => {
  bench = agentBench();

  await run({
    ...good,
    implementation: (pass) => {
      const reply = writing('new.txt')(pass);
      bench.repository.commit();
      return reply;
    },
  });

  expect(bench.patched()).toEqual(['new.txt']);
});

test('findings of the review go back to the implementation', async () => {
  bench = agentBench();

  const { claude, outcome } = await run({
    implementation: (pass, time) => writing('new.txt', `round ${time}\n`)(pass),
    review: (_, time) => ({ answer: { isApproved: time === 2, findings: time === 2 ? [] : ['Name it better.'] } }),
  });

  expect(claude.names()).toEqual(['implementation', 'review', 'implementation', 'review']);
  expect(claude.passes[2]?.prompt).toContain('Name it better.');
  expect(claude.passes[3]?.prompt).toContain('+round 2');
  expect(outcome).toMatchObject({ outcome: 'changed', isApproved: true, openFindings: [] });
});

test.each([
  ['anthropic', undefined, 3],
  ['bedrock', undefined, 2],
  ['anthropic', 1, 1],
] as const)(
  'never approved on %s with a cap of %s, it ships after %i rounds with the open findings',
  async (provider, cap, rounds) => {
    bench = agentBench({ 'WORKFLOW.md': '---\nmodel: some-model\n---\n' });
    const caps = cap === undefined ? {} : { maxIterations: cap };
    bench.assign({ context: aRunContext({ provider, caps }) });

    const { claude, outcome } = await run({
      ...good,
      review: () => ({ answer: { isApproved: false, findings: ['Still wrong.'] } }),
    });

    expect(claude.names().filter((name) => name === 'review')).toHaveLength(rounds);
    expect(outcome).toMatchObject({ outcome: 'changed', isApproved: false, openFindings: ['Still wrong.'] });
    expect(outcome.failure).toBeUndefined();
  },
);

test('without a change there is nothing to commit, and nothing to review', async () => {
  bench = agentBench();

  const { claude, outcome } = await run({ implementation: () => ({ answer: { summary: 'Nothing', addressed: [] } }) });

  expect(claude.names()).toEqual(['implementation']);
  expect(outcome).toMatchObject({ outcome: 'unchanged' });
});

test('a failing check goes back into the loop with its output', async () => {
  const scripts = { lint: 'node lint.js', test: 'node -e "process.exit(0)"' };
  const lint = 'if (!require("fs").existsSync("fixed.txt")) { console.log("lint says no"); process.exit(1); }';
  bench = agentBench({ 'package.json': JSON.stringify({ name: 'x', version: '1.0.0', scripts }), 'lint.js': lint });

  const { claude, outcome } = await run({
    implementation: (pass, time) => writing(time === 1 ? 'new.txt' : 'fixed.txt')(pass),
    review: approving,
  });

  expect(claude.passes[2]?.prompt).toContain('lint says no');
  expect(outcome).toMatchObject({ outcome: 'changed', isApproved: true, failedChecks: [] });
});

test('a check that still fails at the end is told', async () => {
  const scripts = { test: 'node -e "console.log(\'broken\'); process.exit(1)"' };
  bench = agentBench({ 'package.json': JSON.stringify({ name: 'x', version: '1.0.0', scripts }) });
  bench.assign({ context: aRunContext({ caps: { maxIterations: 1 } }) });

  const { outcome } = await run(good);

  expect(outcome).toMatchObject({ outcome: 'changed', isApproved: true });
  expect(outcome.failedChecks).toEqual([{ name: 'test', output: expect.stringContaining('broken') }]);
});

test.each([
  ['model_overloaded', 'failed'],
  ['turns_used_up', 'changed'],
] as const)('work that %s ends is %s', async (code, handedOver) => {
  bench = agentBench();

  const { outcome } = await run({
    implementation: (pass) => {
      writing('half.txt')(pass);
      return { code };
    },
  });

  expect(outcome).toMatchObject({
    outcome: handedOver,
    failure: { code },
  });
});

test('a job whose time is up says so', async () => {
  bench = agentBench();
  bench.assign({ deadlineAt: Date.now() });

  const { outcome } = await run({ implementation: () => ({ code: 'claude_died' }) });

  expect(outcome.failure?.reason).toMatch(/time of the job was up/);
});

test('a default model that is not there is replaced, and handed over with what worked', async () => {
  bench = agentBench();
  const isThere = ({ model }: ClaudePass) => model === LIGHT_MODEL;

  const { outcome } = await run({
    implementation: (pass) => (isThere(pass) ? writing('new.txt')(pass) : { code: 'model_not_found' }),
    review: (pass) => (isThere(pass) ? approving() : { code: 'model_not_found' }),
  });

  expect(outcome).toMatchObject({ outcome: 'changed', isApproved: true });
  expect(outcome.substitutions).toEqual([{ wanted: DEFAULT_MODEL, used: LIGHT_MODEL }]);
});
