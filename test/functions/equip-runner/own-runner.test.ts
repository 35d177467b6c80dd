import { expect, test } from 'vitest';
import { readOverview } from '../../../functions/admin/overview/read-overview.ts';
import { advanceRun } from '../../../functions/advance-run/advance-run.ts';
import { startRun } from '../../../functions/equip-runner/start-run.ts';
import { ServiceUnavailable } from '../../../shared/domain/errors.ts';
import type { Phase, Run } from '../../../shared/domain/run.ts';
import type { RunnerJob } from '../../../shared/domain/runner-jobs.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aRun } from '../../builders/a-run.ts';
import { aRunContext } from '../../builders/a-run-context.ts';
import { aRunnerJob } from '../../builders/a-runner-job.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aWorkflowClaims, workflowRefOf } from '../../builders/a-workflow-claims.ts';
import { fakeDeadLetters } from '../../fakes/fake-queues.ts';
import { oidcTokenOf } from '../../fakes/fake-workflow-identity.ts';
import { aWorld, BUCKET, type World } from '../world.ts';

const { runId } = aRun();

/** A run that holds its slot, as dispatch-run leaves it, while GitHub lists these jobs; undefined: it lists none now. */
async function aDispatchedWorld(jobs: RunnerJob[] | undefined, overrides: Partial<Run> = {}): Promise<World> {
  const world = await aWorld();
  const phase = overrides.phase ?? aRun().phase;
  const workflowFile = phase === 'planning' ? 'claude-plan.yml' : 'claude-implement.yml';
  const run = aRun({ status: 'dispatched', workflowRunId: '9000', workflowFile, ...overrides });
  await world.buckets.claimSlot({ ...run, at: run.reservedAt, claimId: 'c' });
  await world.dispatchRecords.claim({ ...run, at: run.reservedAt });
  await world.runs.reserve(run);
  await world.runs.putContext(runId, { ...aRunContext(), phase });
  world.repositories.jobList = jobs;
  return world;
}

interface Job {
  environment?: string | undefined;
  workflowRunId?: string;
  runAttempt?: number;
  phase?: Phase;
}

/** A job calls start; answers what it is told, thrown or not. */
async function start(world: World, { environment, workflowRunId = '9000', runAttempt = 1, phase = aRun().phase }: Job) {
  const file = workflowRefOf(phase);
  const attested = aWorkflowClaims({
    ...{ runner_environment: environment, workflow_ref: file, job_workflow_ref: file },
    ...{ run_id: workflowRunId, run_attempt: String(runAttempt) },
  });
  const execution = { workflowRunId, runAttempt };
  const arrival = { claims: { runId, phase }, execution, oidcToken: oidcTokenOf(attested) };
  return startRun(world.equip, arrival).catch((error: unknown) => error);
}

async function startedOn(environment: string | undefined, jobs: RunnerJob[] | undefined, phase = aRun().phase) {
  const world = await aDispatchedWorld(jobs, { phase });
  const outcome = await start(world, { environment, phase });
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
  expect(status).toBe('failed');
});

const SHARED = [admit, agent({}), publish];
const SELF = { environment: 'self-hosted' };

test.each(['dispatched', 'running'] as const)(
  "the refusal of a %s run's job stands on run, mapping, ticket and overview, and frees the slot",
  async (status) => {
    const world = await aDispatchedWorld(SHARED, { status });
    await start(world, SELF);
    const [timer] = await world.timers.due(world.clock.now(), 1);
    await advanceRun(world.advance, { type: 'TimerDue', timer: timer ?? expect.unreachable() });

    const reason = expect.stringMatching(/the label "safe".* AI_IMPLEMENT_TRUSTED_RUNS_ON of acme\/backend /);
    const failure = { kind: 'mapping', code: 'runner_shared', reason };
    expect(await world.runs.read(runId)).toMatchObject({ status: 'failed', failure });
    expect((await world.mappings.read(aMapping().mappingId))?.suspended).toMatchObject({ reason });
    expect(await world.tickets.read(aTicket())).toMatchObject({ status: 'ready' });
    const [comment] = world.tracker.commentsOn(aTicket().ticketId);
    expect(comment?.body).toMatch(/^⏸️ The repository of this ticket refuses runs: .*the label "safe"/);
    expect((await world.buckets.read(BUCKET))?.slots).toEqual({});
    const overview = await readOverview({ ...world, deadLetters: fakeDeadLetters(world) });
    const told = { failureKind: 'mapping', failureCode: 'runner_shared', failureReason: reason };
    expect(overview).toMatchObject({ recent: [{ runId, ...told }], suspended: [{ reason }] });
  },
);

test('a mapping that was resumed is not held by the same refusal again', async () => {
  const world = await aDispatchedWorld(SHARED);
  await start(world, SELF);
  const ended = { type: 'RunEnded', ...aTicket(), runId } as const;
  await advanceRun(world.advance, ended);
  world.clock.advance(1);
  const held = (await world.mappings.read(aMapping().mappingId)) ?? expect.unreachable();
  await world.mappings.save({ ...held, suspended: undefined, updatedAt: world.clock.now() });
  await advanceRun(world.advance, ended);

  expect((await world.mappings.read(aMapping().mappingId))?.suspended).toBeUndefined();
});

test.each([
  ['a surplus workflow run', { workflowRunId: '9001' }, {}, 'run_taken'],
  ['a re-run by hand', { runAttempt: 2 }, {}, 'run_taken'],
  ['a run that is over', {}, { status: 'succeeded' } as const, 'run_over'],
])(
  'a job of %s on a shared runner changes nothing: the gate says what it says to all of them',
  async (_, job, end, code) => {
    const world = await aDispatchedWorld(SHARED, { status: 'running', runAttempt: 1, ...end });
    const before = await world.runs.read(runId);

    expect(await start(world, { ...SELF, ...job })).toMatchObject({ code });
    expect(await world.runs.read(runId)).toEqual(before);
    expect(world.timers.waiting()).toEqual([]);
  },
);

test('a run that moves on while its job is refused is not ended: its report stands', async () => {
  const world = await aDispatchedWorld(SHARED, { status: 'running', runAttempt: 1 });
  const { jobs } = world.repositories;
  world.repositories.jobs = async (...asked) => {
    await world.runs.markReported(runId, world.clock.now());
    return jobs(...asked);
  };

  expect(await start(world, SELF)).toMatchObject({ code: 'runner_shared' });
  expect((await world.runs.read(runId))?.status).toBe('running');
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
