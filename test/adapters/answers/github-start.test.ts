import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRun } from '../../../functions/equip-runner/start-run.ts';
import { githubExecutor } from '../../../shared/adapters/github/github-executor.ts';
import { repositoryAccess } from '../../../shared/adapters/github/repository-access.ts';
import { instant } from '../../../shared/domain/time.ts';
import type { WorkflowClaims } from '../../../shared/domain/workflow-claims.ts';
import { problemAnswer } from '../../../shared/runtime/problem.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aRun } from '../../builders/a-run.ts';
import { aRunContext } from '../../builders/a-run-context.ts';
import { aRunRequest } from '../../builders/a-run-request.ts';
import { aWorkflowClaims } from '../../builders/a-workflow-claims.ts';
import { oidcTokenOf } from '../../fakes/fake-workflow-identity.ts';
import { aWorld, BUCKET } from '../../functions/world.ts';
import { type AnsweredGitHub, startAnsweredGitHub } from './answered-github.ts';
import { RENAMED_QUESTIONS, START_QUESTIONS } from './github-questions.ts';
import { cellsOf } from './github-words.ts';

// What a job on a runner of one's own is answered at the gate, by each answer of GitHub's to what that takes.

let github: AnsweredGitHub;
let workflowRunId: string;
let repository_id: string;
const access = () => repositoryAccess(github.settings(github.clock.now));
beforeAll(async () => {
  github = await startAnsweredGitHub();
  repository_id = await access().repositoryId(aRun());
  const run = aRun({ reservedAt: instant(github.clock.now()) });
  const ordered = await githubExecutor(github.settings(github.clock.now)).dispatch(run, aRunRequest(run));
  workflowRunId = ordered.outcome === 'dispatched' ? ordered.workflowRunId : expect.unreachable();
});
afterAll(() => github?.stop());

/** A run that waits at the gate, and holds its slot. */
async function aWorldAtTheGate(claims: Partial<WorkflowClaims> = {}) {
  const world = await aWorld();
  const run = aRun({ status: 'dispatched', workflowRunId });
  const { runId, phase, ticketId } = run;
  await world.buckets.claimSlot({ ...run, at: run.reservedAt, claimId: 'c' });
  await world.runs.reserve(run);
  await world.runs.putContext(runId, aRunContext());
  const attested = aWorkflowClaims({
    repository_id,
    run_id: workflowRunId,
    runner_environment: 'self-hosted',
    ...claims,
  });
  const execution = { workflowRunId, runAttempt: 1 };
  const arrival = { claims: { runId, phase }, execution, oidcToken: oidcTokenOf(attested) };
  return {
    start: () => startRun({ ...world.equip, repositories: access() }, arrival),
    /** What stands of the run. */
    standing: async () => ({
      run: await world.runs.read(runId),
      slot: (await world.buckets.read(BUCKET))?.slots[ticketId]?.runId,
      suspended: (await world.mappings.read(aMapping().mappingId))?.suspended,
      timers: world.timers.waiting(),
    }),
  };
}

describe.each(START_QUESTIONS)('where GitHub is asked for $what', ({ asked, table }) => {
  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    const { start, standing } = await aWorldAtTheGate();
    const before = await standing();
    const answered = github.answer(asked, name);
    const error = await start().catch((thrown: unknown) => thrown);

    expect(problemAnswer(error, 'request').statusCode).toBe(outcome === 'deferred' ? 503 : 409);
    expect(answered()).toBeGreaterThan(0);
    // Nobody passes, and nothing is ended: the job says why, and whoever asks again is answered anew.
    expect(await standing()).toEqual(before);
    expect(before).toMatchObject({ run: { status: 'dispatched' }, slot: aRun().runId, suspended: undefined });
    github.recover();
    await start();
    expect(await standing()).toMatchObject({ run: { status: 'running' } });
  });
});

describe.each(RENAMED_QUESTIONS)('where GitHub is asked for $what', ({ asked, table }) => {
  beforeAll(() => github.simulator.people.rename('acme/backend', 'server'));
  const file = 'acme/server/.github/workflows/claude-implement.yml@refs/heads/main';
  const renamed = { repository: 'acme/server', workflow_ref: file, job_workflow_ref: file };

  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    const { start, standing } = await aWorldAtTheGate(renamed);
    const before = await standing();
    const answered = github.answer(asked, name);
    const error = await start().catch((thrown: unknown) => thrown);

    expect(answered()).toBeGreaterThan(0);
    const { statusCode } = problemAnswer(error, 'request');
    expect(outcome === 'deferred' ? [503] : [403, 409]).toContain(statusCode);
    expect(await standing()).toEqual(before);
  });
});
