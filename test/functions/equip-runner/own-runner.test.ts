import { expect, test } from 'vitest';
import { startRun } from '../../../functions/equip-runner/start-run.ts';
import { ServiceUnavailable } from '../../../shared/domain/errors.ts';
import type { RunnerJob } from '../../../shared/domain/runner-jobs.ts';
import { aRun } from '../../builders/a-run.ts';
import { aRunContext } from '../../builders/a-run-context.ts';
import { aRunnerJob } from '../../builders/a-runner-job.ts';
import { aWorkflowClaims, workflowRefOf } from '../../builders/a-workflow-claims.ts';
import { oidcTokenOf } from '../../fakes/fake-workflow-identity.ts';
import { aWorld } from '../world.ts';

const { runId } = aRun();

/** Calls start from a job of `environment`, while GitHub lists these jobs; undefined: it lists none now. */
async function startedOn(environment: string | undefined, jobs: RunnerJob[] | undefined, phase = aRun().phase) {
  const world = await aWorld();
  const workflowFile = phase === 'planning' ? 'claude-plan.yml' : 'claude-implement.yml';
  await world.runs.reserve(aRun({ status: 'dispatched', phase, workflowFile }));
  await world.runs.putContext(runId, { ...aRunContext(), phase });
  world.repositories.jobList = jobs;
  const file = workflowRefOf(phase);
  const starting = startRun(world.equip, {
    claims: { runId, phase },
    execution: { workflowRunId: '9000', runAttempt: 1 },
    oidcToken: oidcTokenOf(
      aWorkflowClaims({ runner_environment: environment, workflow_ref: file, job_workflow_ref: file }),
    ),
  });
  const outcome = await starting.catch((error: unknown) => error);
  return { outcome, looks: world.repositories.jobLooks, status: (await world.runs.read(runId))?.status };
}

const admit = aRunnerJob({ name: 'admit' });
const publish = aRunnerJob({ name: 'publish' });
const agent = (on: Partial<RunnerJob>) => aRunnerJob({ name: 'agent / agent', ...on });

test.each([
  ['that the agent, not yet on a runner, asks for too', [admit, agent({ runnerName: undefined })]],
  ['after the agent, by its label', [admit, agent({}), publish]],
  ['after the agent, by its name', [admit, agent({ labels: ['pool'], runnerName: publish.runnerName }), publish]],
])('a job on a runner %s is refused, and told what to do', async (_which, jobs) => {
  const { outcome, status } = await startedOn('self-hosted', jobs);

  const detail = expect.stringContaining('AI_IMPLEMENT_TRUSTED_RUNS_ON of acme/backend');
  expect(outcome).toMatchObject({ code: 'runner_shared', detail });
  expect(status).toBe('dispatched');
});

test.each([
  ['before the agent has one', [admit]],
  ['other than the agent', [admit, agent({ labels: ['pool'] }), publish]],
])('a job on its own runner, %s, starts', async (_which, jobs) => {
  expect((await startedOn('self-hosted', jobs)).status).toBe('running');
});

test('a list of jobs that cannot be had is an outage, and starts nothing', async () => {
  const { outcome, status } = await startedOn('self-hosted', undefined);

  expect(outcome).toBeInstanceOf(ServiceUnavailable);
  expect(status).toBe('dispatched');
});

test('who does not say whose the runner is, is taken for one of their own', async () => {
  expect((await startedOn(undefined, [agent({}), publish])).outcome).toMatchObject({ code: 'runner_shared' });
});

test("on GitHub's runners, and in planning, nobody asks for jobs", async () => {
  const shared = [agent({}), publish];
  const [hosted, planning] = [
    await startedOn('github-hosted', shared),
    await startedOn('self-hosted', shared, 'planning'),
  ];

  expect([hosted.status, hosted.looks, planning.status, planning.looks]).toEqual(['running', 0, 'running', 0]);
});
