import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Claude, ClaudePass } from '../../../runner/claude/claude.ts';
import { redactor } from '../../../runner/process/redact.ts';
import { runPlan } from '../../../runner/stages/plan.ts';
import { StageFailure } from '../../../runner/stages/stage-failure.ts';
import { DEFAULT_MODEL, LIGHT_MODEL } from '../../../shared/contract/default-models.ts';
import { type RunContext, RunReport } from '../../../shared/contract/runner.ts';
import { aRunContext } from '../../builders/a-run-context.ts';
import { aReporter } from '../fixtures/a-reporter.ts';
import { aRepository } from '../fixtures/a-repository.ts';
import { SEARCH_PATH } from '../fixtures/claude-code.ts';
import { fakeClaude } from '../fixtures/fake-claude.ts';

const SECRET = 'a-secret-of-the-job';
let scratch: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'plan-test-'));
});

afterEach(() => rmSync(scratch, { recursive: true }));

const answer = {
  architecture: { today: 'a', approach: 'b', files: [], decisions: [], risks: [] },
  tests: { unit: [], integration: [], manual: [] },
};

async function run(
  connect: () => Promise<Claude>,
  {
    signal = new AbortController().signal,
    model = 'planner',
    refusedPlan,
  }: { signal?: AbortSignal; model?: string; refusedPlan?: RunContext['refusedPlan'] } = {},
): Promise<RunReport> {
  const files = { 'PLANNING.md': `---\nmodel: ${model}\n---\nPlan like us.` };
  const { folder } = aRepository(join(scratch, 'repository'), files);
  const environment = { PATH: SEARCH_PATH };
  const deps = {
    reporter: aReporter(),
    connect,
    environment,
    newTag: () => 'data-1',
    now: Date.now,
    redact: redactor([SECRET]),
  };
  const context = aRunContext({ phase: 'planning', ...(refusedPlan && { refusedPlan }) });
  return RunReport.parse(await runPlan(deps, { context, checkout: folder, scratch: join(scratch, 'own'), signal }));
}

test('a plan is made with reading tools and the prompt of the repository, and reported as comments', async () => {
  const claude = fakeClaude({ plan: () => ({ answer }) });

  const report = await run(async () => claude);

  expect(claude.passes).toMatchObject([{ name: 'plan', tools: 'read', model: 'planner' }]);
  expect(claude.passes[0]?.prompt).toContain('Plan like us.');
  expect(report).toMatchObject({ phase: 'planning', outcome: 'success', usage: { turns: 1 } });
  expect(report.comments.map(({ key }) => key)).toEqual(['architecture', 'test-plan']);
});

test('a plan instead of one that a person refused is made with that plan and their remark, both as data', async () => {
  const claude = fakeClaude({ plan: () => ({ answer }) });

  await run(async () => claude, { refusedPlan: { remark: 'In small steps.', text: '## One large step' } });
  await run(async () => claude);

  const [anew = '', first = ''] = claude.passes.map(({ prompt }) => prompt);
  expect(anew).toContain('<data-1 label="remark on the plan">\nIn small steps.\n</data-1>');
  expect(anew).toContain('<data-1 label="refused plan">\n## One large step\n</data-1>');
  expect(first).not.toContain('another one');
});

test('a pass that fails is reported with its kind, its reason and its cost', async () => {
  const report = await run(async () => fakeClaude({ plan: () => ({ code: 'model_overloaded' }) }));

  expect(report).toMatchObject({
    outcome: 'failure',
    failureKind: 'infrastructure',
    failureCode: 'model_overloaded',
    usage: { turns: 1 },
    comments: [],
  });
});

test('a plan by another model than the default one says so at the end of its first comment', async () => {
  const plan = ({ model }: ClaudePass) => (model === LIGHT_MODEL ? { answer } : { code: 'model_not_found' as const });

  const report = await run(async () => fakeClaude({ plan }), { model: DEFAULT_MODEL });

  expect(report.comments.map(({ body }) => body.includes(`\`${LIGHT_MODEL}\` worked in its place`))).toEqual([
    true,
    false,
  ]);
});

test('without a credential there is a report too', async () => {
  const report = await run(() => Promise.reject(new StageFailure('model_credential_missing')));

  expect(report).toMatchObject({
    outcome: 'failure',
    failureKind: 'substance',
    failureCode: 'model_credential_missing',
  });
});

test('a job that is ended from outside says so', async () => {
  const claude = fakeClaude({ plan: () => ({ code: 'claude_stopped' }) });

  const report = await run(async () => claude, { signal: AbortSignal.abort(new StageFailure('run_cancelled')) });

  expect(report.failureCode).toBe('run_cancelled');
});
