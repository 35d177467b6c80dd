import { expect, test } from 'vitest';
import type { TemplatesView } from '../../../shared/contract/template-views.ts';
import type { PlannedRun } from '../../../shared/ports/code-host.ts';
import { aRunnerJob } from '../../builders/a-runner-job.ts';
import { aTemplatesWorld } from './a-templates-world.ts';

type World = Awaited<ReturnType<typeof aTemplatesWorld>>;
/** What is to be mended, beside the files that a sync writes. */
const warned = ({ checks }: TemplatesView) =>
  checks
    .filter(({ verdict, code }) => verdict !== 'ok' && code !== 'templates_due')
    .map(({ code, evidence }) => ({ code, evidence }));
const proposed = (world: World, path: string) => world.codeHost.repository.branches['sync/ai-implement']?.files[path];

test('a repository where nothing is installed gets everything by one pull request', async () => {
  const world = await aTemplatesWorld();

  const answer = await world.sync();

  expect(answer).toMatchObject({ status: 'opened', prUrl: 'https://github.test/acme/backend/pull/1' });
  expect(warned(answer)).toEqual([]);
  expect(answer.files.map(({ path, state, isDue }) => [path, state, isDue])).toEqual([
    ['.github/workflows/claude-plan.yml', 'missing', true],
    ['.github/workflows/claude-implement.yml', 'missing', true],
    ['.github/workflows/claude-agent.yml', 'missing', true],
    ['.github/workflows/comment-trigger.yml', 'missing', true],
    ['.github/ai-implement/runner.mjs', 'missing', true],
    ['WORKFLOW.md', 'missing', true],
    ['PLANNING.md', 'missing', true],
  ]);
  expect(proposed(world, '.github/workflows/comment-trigger.yml')).toContain('ADDRESS: https://us.test }');
  expect(proposed(world, 'WORKFLOW.md')).toBe('---\nmodel: "claude-sonnet-4-6"\n---\nImplement it.\n');
  expect(world.codeHost.repository.pulls[0]?.title).toBe('chore: install AI-Implement 1.2.3');
});

test('workflow files are named as the mapping names them, and the agent keeps its name', async () => {
  const world = await aTemplatesWorld({ planWorkflowFile: 'plan.yml', implementWorkflowFile: 'build.yaml' });

  await world.sync();

  expect(proposed(world, '.github/workflows/plan.yml')).toBe('name: Plan\n');
  expect(proposed(world, '.github/workflows/build.yaml')).toBe('name: Implement\n');
  expect(proposed(world, '.github/workflows/claude-agent.yml')).toBe('name: Agent\n');
});

test('after the merge nothing differs, and a sync opens nothing', async () => {
  const world = await aTemplatesWorld();
  await world.sync();
  world.codeHost.mergePull();

  const answer = await world.sync();

  expect(answer.status).toBe('up-to-date');
  expect(answer.checks).toMatchObject([{ code: 'templates_synced' }, ...Array(6).fill({ verdict: 'ok' })]);
  expect(answer.prUrl).toBeUndefined();
  expect(world.codeHost.repository.pulls).toHaveLength(1);
});

test('drift tells each file, and changes nothing', async () => {
  const world = await aTemplatesWorld();
  await world.sync();
  world.codeHost.mergePull();
  world.codeHost.push('main', { path: '.github/ai-implement/runner.mjs', content: '// edited' });
  world.codeHost.push('main', { path: 'WORKFLOW.md', content: 'Ours.' });

  const { files, checks } = await world.drift();
  expect(checks[0]).toMatchObject({
    ...{ code: 'templates_due', name: 'Templates, acme/backend', verdict: 'warning' },
    evidence: 'A sync would write .github/ai-implement/runner.mjs to main.',
  });

  expect(checks[1]).toMatchObject({ code: 'runner_differs', name: 'Runner, acme/backend', verdict: 'warning' });
  expect(checks[1]?.evidence).toContain('was changed');

  expect(files.filter(({ state }) => state !== 'same')).toEqual([
    { path: '.github/ai-implement/runner.mjs', state: 'differs', isSeed: false, isDue: true },
    { path: 'WORKFLOW.md', state: 'differs', isSeed: true, isDue: false },
  ]);
  expect(world.codeHost.repository.pulls).toHaveLength(1);
});

test('prompt files belong to the repository once they are there', async () => {
  const world = await aTemplatesWorld();
  world.codeHost.push('main', { path: 'WORKFLOW.md', content: 'Ours.' });

  await world.sync();

  expect(proposed(world, 'WORKFLOW.md')).toBe('Ours.');
  expect(proposed(world, 'PLANNING.md')).toContain('Plan it.');
});

test('a repository that has something of ours is updated, and one that has prompts of its own is not', async () => {
  for (const [path, title] of [
    ['.github/ai-implement/runner.mjs', 'chore: update AI-Implement to 1.2.3'],
    ['WORKFLOW.md', 'chore: install AI-Implement 1.2.3'],
  ] as const) {
    const world = await aTemplatesWorld();
    world.codeHost.push('main', { path, content: 'Another.' });
    await world.sync();
    expect(world.codeHost.repository.pulls.map((pull) => pull.title)).toEqual([title]);
  }
});

test('a new version updates the pull request that is open', async () => {
  const world = await aTemplatesWorld();
  const first = await world.sync();
  world.installable.runner = '// the next runner\n';

  const second = await world.sync();

  expect(second).toMatchObject({ status: 'updated', prUrl: first.prUrl });
  expect(proposed(world, '.github/ai-implement/runner.mjs')).toBe('// the next runner\n');
});

test.each([
  [{ bedrockModelId: 'eu.anthropic.claude-sonnet-4-6-v1:0' }, 'model: "eu.anthropic.claude-sonnet-4-6-v1:0"', []],
  [{}, '# model: the id of your model on Amazon Bedrock', ['model_needed']],
])('on Bedrock with %o no file is seeded with a model of Anthropic', async (mapping, line, warnings) => {
  const world = await aTemplatesWorld({ provider: 'bedrock', awsRegion: 'eu-west-1', ...mapping });

  const answer = await world.sync();

  for (const path of ['WORKFLOW.md', 'PLANNING.md']) {
    expect(proposed(world, path)).toContain(line);
    expect(proposed(world, path)).not.toMatch(/^model: "?claude/m);
  }
  expect(warned(answer).map(({ code }) => code)).toEqual(warnings);
});

test('a default branch that nothing protects is warned of, by drift and by sync', async () => {
  const world = await aTemplatesWorld();
  world.codeHost.repository.protectedBranches = [];

  for (const view of [await world.drift(), await world.sync()]) {
    expect(warned(view)).toEqual([
      { code: 'unprotected_branch', evidence: expect.stringContaining('main of acme/backend is not protected') },
    ]);
  }
});

test('what would refuse a run is told before there is one', async () => {
  const world = await aTemplatesWorld({ branchPrefix: 'bots' });
  const asked: PlannedRun[] = [];
  world.codeHost.obstacles = async (_, run) => {
    asked.push(run);
    return ['The ruleset "Signed" wants signed commits.', 'The workflow claude-plan.yml was disabled.'];
  };

  expect(warned(await world.drift())).toEqual([
    { code: 'run_refused', evidence: 'The ruleset "Signed" wants signed commits.' },
    { code: 'run_refused', evidence: 'The workflow claude-plan.yml was disabled.' },
  ]);
  expect(asked).toEqual([
    {
      branch: 'bots/ai-implement/ENG-1-sample',
      message: 'ENG-1: Sample\n',
      workflowFiles: ['claude-plan.yml', 'claude-implement.yml'],
    },
  ]);
});

test('runners that the newest run shared with the agent are warned of before the next one', async () => {
  const world = await aTemplatesWorld();
  const admit = aRunnerJob({ name: 'admit', labels: ['pool'] });
  world.codeHost.runs.push([admit, aRunnerJob({ name: 'agent / agent', labels: ['pool'] })]);
  const warnings = warned(await world.drift());
  world.codeHost.runs.push([admit, aRunnerJob({ name: 'agent / agent', labels: ['other'] })]);

  expect(warnings).toEqual([{ code: 'runner_shared', evidence: expect.stringContaining('the label "pool"') }]);
  expect(warned(await world.drift())).toEqual([]);
});

test('a branch with commits of somebody else is left alone, and the refusal says what to do', async () => {
  const world = await aTemplatesWorld();
  world.codeHost.push('sync/ai-implement', { path: 'notes.md', content: 'mine' });

  await expect(world.sync()).rejects.toMatchObject({
    code: 'sync_branch_taken',
    detail: expect.stringContaining('merge or delete it'),
  });
});

test.each<[string, Parameters<typeof aTemplatesWorld>[0], string]>([
  ['without the App', { repo: 'other' }, 'app_not_installed'],
  ['without the branch', { defaultBranch: 'trunk' }, 'branch_missing'],
])('a repository %s is told apart', async (_which, mapping, code) => {
  const world = await aTemplatesWorld(mapping);

  await expect(world.drift()).rejects.toMatchObject({ code });
  await expect(world.sync()).rejects.toMatchObject({ code });
});

test('an App that may not write workflows is told so', async () => {
  const world = await aTemplatesWorld();
  world.codeHost.repository.hasWorkflowsPermission = false;

  await expect(world.sync()).rejects.toMatchObject({ code: 'missing_permission' });
});

test('a mapping that is gone has no templates', async () => {
  const { operations } = await aTemplatesWorld();

  await expect(operations.syncTemplates({ params: { mappingId: 'gone' } })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('a pull request leaves an audit entry, a look at the drift none', async () => {
  const world = await aTemplatesWorld();
  await world.drift();
  const { prUrl } = await world.sync();

  const entries = await world.audit.ofDay(world.clock.now().slice(0, 10));
  expect(entries).toMatchObject([{ actor: 'admin', action: 'templates_synced', detail: `Backend: ${prUrl}` }]);
});
