import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { RunRequest } from '../../../shared/contract/runner.ts';
import { aRunRequest } from '../../../test/builders/a-run-request.ts';
import { anActionsStage, jobNamed, stepNamed } from './an-actions-stage.ts';

const stage = anActionsStage();
const AGENT_STEP = 'Implement, review and check';
const SLOW = `on: workflow_dispatch
jobs:
  job:
    runs-on: any
    steps: [{ name: slow, timeout-minutes: 1, run: sleep 60 }]`;
const LEAVES_ONE = `on: workflow_dispatch
jobs:
  job:
    runs-on: any
    steps: [{ run: 'setsid sleep 600 & echo $! > "$RECORDS"' }]`;

const inputs = (changes: Partial<RunRequest>) => ({ ...aRunRequest(undefined, changes) }) as Record<string, string>;

it('publishes after a cancellation, and says that the agent was cancelled', async () => {
  stage().machineEnv['STUB_AGENT'] = 'hang';
  const { jobs, cancel, ended } = stage().play();
  await stage().until(() => stage().has('agent-hangs'));
  cancel();
  expect(await ended).toBe('cancelled');
  expect(stepNamed(jobs, 'agent / agent', AGENT_STEP).conclusion).toBe('cancelled');
  expect(stepNamed(jobs, 'agent / agent', 'Hand the outcome on').conclusion).toBe('success');
  expect(stage().found('publish').env['AI_IMPLEMENT_AGENT_RESULT']).toBe('cancelled');
});

it('cancels a job that takes longer than its limit, by the time of the laptop', async () => {
  stage().machineEnv['STUB_AGENT'] = 'hang';
  const { jobs, ended } = stage().play();
  await stage().until(() => stage().has('agent-hangs'));
  stage().clock.advance(91 * 60_000);
  expect(await ended).toBe('cancelled');
  expect(jobNamed(jobs, 'agent / agent').conclusion).toBe('cancelled');
  expect(stage().found('publish').env['AI_IMPLEMENT_AGENT_RESULT']).toBe('cancelled');
});

it('limits the time of what runs after a cancellation, too', async () => {
  Object.assign(stage().machineEnv, { STUB_AGENT: 'hang', STUB_PUBLISH: 'hang' });
  const { jobs, cancel, ended } = stage().play();
  await stage().until(() => stage().has('agent-hangs'));
  cancel();
  await stage().until(() => stage().has('publish-hangs'));
  stage().clock.advance(21 * 60_000);
  expect(await ended).toBe('cancelled');
  expect(jobNamed(jobs, 'publish').conclusion).toBe('cancelled');
});

it('takes the limit of the agent job from the inputs', async () => {
  stage().machineEnv['STUB_AGENT'] = 'hang';
  const { jobs, ended } = stage().play({ inputs: inputs({ job_minutes: '5' }) });
  await stage().until(() => stage().has('agent-hangs'));
  stage().clock.advance(6 * 60_000);
  await ended;
  expect(jobNamed(jobs, 'agent / agent').conclusion).toBe('cancelled');
});

it('lets a step that takes too long fail', async () => {
  await stage().commit({ '.github/workflows/own.yml': SLOW });
  const { jobs, ended } = stage().play({ workflow: 'own.yml', inputs: {} });
  await stage().until(() => jobs[0]?.steps[0]?.status === 'in_progress');
  stage().clock.advance(2 * 60_000);
  expect(await ended).toBe('failure');
  expect(stepNamed(jobs, 'job', 'slow').log).toContain('timed out after 1 minutes');
});

it('leaves no process of a job behind, in whatever session it hides', async () => {
  await stage().commit({ '.github/workflows/own.yml': LEAVES_ONE });
  await stage().play({ workflow: 'own.yml', inputs: {} }).ended;
  const pid = Number(readFileSync(stage().machineEnv['RECORDS'] ?? '', 'utf8'));
  await stage().until(() => !existsSync(`/proc/${pid}/exe`));
});

it('ends at once when the simulator closes', async () => {
  stage().machineEnv['STUB_AGENT'] = 'hang';
  const { halt, ended } = stage().play();
  await stage().until(() => stage().has('agent-hangs'));
  halt();
  await ended;
  expect(stage().has('publish-1.json')).toBe(false);
});
