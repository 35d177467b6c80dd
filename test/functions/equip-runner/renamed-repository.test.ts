import { expect, test } from 'vitest';
import { giveToken } from '../../../functions/equip-runner/give-token.ts';
import { startRun } from '../../../functions/equip-runner/start-run.ts';
import { pollTickets } from '../../../functions/poll-tickets/poll-tickets.ts';
import { isPlanOfOther } from '../../../shared/domain/plan.ts';
import type { Phase } from '../../../shared/domain/run.ts';
import { aPlanReport, aReport } from '../../builders/a-report.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aWorkflowClaims, workflowRefOf } from '../../builders/a-workflow-claims.ts';
import type { FakeExecution } from '../../fakes/fake-executor.ts';
import { oidcTokenOf } from '../../fakes/fake-workflow-identity.ts';
import { deliveries } from '../deliveries.ts';
import { callProgress, callResult, callStart } from '../runners.ts';
import { aWorld, type World, type WorldOptions } from '../world.ts';

const NEW_NAME = 'acme/server';
const PULL = 'https://github.test/acme/server/pull/1';

/** A world in which one run was ordered, and nobody has heard of it. */
async function ordered(options: WorldOptions = {}) {
  const world = await aWorld(options);
  const queues = deliveries(world);
  await pollTickets(world.poll);
  await queues.deliver();
  const [execution = expect.unreachable()] = world.executor.executions;
  expect(await world.runs.read(execution.runId)).toMatchObject({ status: 'dispatched' });
  return { world, queues, execution };
}

/** What a job of the execution proves to be, after the rename. */
function renamed({ workflowRunId, request }: FakeExecution, overrides: object = {}) {
  const file = workflowRefOf(request.phase).replace('acme/backend', NEW_NAME);
  const refs = { workflow_ref: file, job_workflow_ref: file };
  return oidcTokenOf(aWorkflowClaims({ repository: NEW_NAME, run_id: workflowRunId, ...refs, ...overrides }));
}

const arrivalOf = (execution: FakeExecution, oidcToken = renamed(execution)) => ({
  claims: { runId: execution.runId, phase: execution.request.phase as Phase },
  execution: { workflowRunId: execution.workflowRunId, runAttempt: 1 },
  oidcToken,
});

/** As the publishing job does it: it passes the gate anew, fetches a token, opens the pull request and reports. */
async function publish(world: World, execution: FakeExecution): Promise<void> {
  const { sessionKey } = await startRun(world.equip, arrivalOf(execution));
  await giveToken(world.equip, { ...arrivalOf(execution), sessionKey });
  const { runId } = execution;
  await callProgress(world, { runId, sessionKey, progress: { type: 'pull_request_opened', prUrl: PULL } });
  await callResult(world, { runId, sessionKey, report: aReport({ prUrl: PULL }) });
}

const record = (world: World) => world.tickets.read(aTicket());

test('a repository that is renamed between order and start costs nothing: the run ends in a pull request', async () => {
  const { world, queues, execution } = await ordered();
  world.repositories.rename('acme/backend', NEW_NAME);

  await publish(world, execution);
  await queues.deliver();

  expect(await record(world)).toMatchObject({ status: 'pr_ready', prUrl: PULL });
  expect(world.repositories.minted).toMatchObject([{ repository: NEW_NAME }]);
  expect(await world.runs.read(execution.runId)).toMatchObject({ repo: 'server', status: 'succeeded' });
});

test('a repository that is renamed between start and publish costs nothing: the run ends in a pull request', async () => {
  const { world, queues, execution } = await ordered();
  await callStart(world, execution);
  world.repositories.rename('acme/backend', NEW_NAME);

  await publish(world, execution);
  await queues.deliver();

  expect(await record(world)).toMatchObject({ status: 'pr_ready', prUrl: PULL });
  expect(world.executor.executions).toHaveLength(1);
});

test('a pull request that was opened under the former name is reported after the rename', async () => {
  const { world, execution } = await ordered();
  world.repositories.rename('acme/backend', NEW_NAME);
  const { sessionKey } = await startRun(world.equip, arrivalOf(execution));
  const report = (prUrl: string) =>
    callResult(world, { runId: execution.runId, sessionKey, report: aReport({ prUrl }) });

  await expect(report('https://github.test/acme/other/pull/1')).rejects.toMatchObject({ code: 'invalid_pr_url' });
  await expect(report('https://github.test/acme/backend/pull/1')).resolves.toEqual({ status: 'accepted' });
});

test.each([
  ['that nobody renamed', false, {}],
  ['that took another number under the name', true, { repository_id: '4712' }],
  ['of a third name', true, { repository: 'evil/server' }],
  ['of a name that is none', true, { repository: 'server' }],
])('a job of a repository %s is turned away by its name, and changes nothing', async (_which, isRenamed, claims) => {
  const { world, execution } = await ordered();
  if (isRenamed) world.repositories.rename('acme/backend', NEW_NAME);
  const before = await world.runs.read(execution.runId);

  const starting = startRun(world.equip, arrivalOf(execution, renamed(execution, claims)));

  const refused = { code: 'oidc_refused', detail: expect.stringContaining('"repository"') };
  await expect(starting).rejects.toMatchObject(refused);
  expect(await world.runs.read(execution.runId)).toEqual(before);
});

test('a plan that was made while its repository was renamed is of the repository under either name', async () => {
  const { world, queues, execution } = await ordered({ mapping: { planningEnabled: true, autoApprovePlans: false } });
  world.repositories.rename('acme/backend', NEW_NAME);
  const { sessionKey } = await startRun(world.equip, arrivalOf(execution));
  await callResult(world, { runId: execution.runId, sessionKey, report: aPlanReport() });
  await queues.deliver();

  const plan = (await record(world))?.plan;
  const isOfOther = (repo: string) => isPlanOfOther(plan, { owner: 'acme', repo });
  expect(['backend', 'server', 'website'].map(isOfOther)).toEqual([false, false, true]);
});
