import { expect, test } from 'vitest';
import { startRun } from '../../../functions/equip-runner/start-run.ts';
import { EXECUTORS } from '../../../shared/domain/executors.ts';
import { aRun } from '../../builders/a-run.ts';
import { aRunContext } from '../../builders/a-run-context.ts';
import { aWorkflowClaims } from '../../builders/a-workflow-claims.ts';
import { oidcTokenOf } from '../../fakes/fake-workflow-identity.ts';
import { callResult, callStart } from '../runners.ts';
import { aWorld, type World } from '../world.ts';

const { runId } = aRun();
const EXECUTION = { runId, workflowRunId: '9000' };

async function aWorldWith(overrides: Parameters<typeof aRun>[0]): Promise<World> {
  const world = await aWorld();
  await world.runs.reserve(aRun(overrides));
  await world.runs.putContext(runId, aRunContext());
  return world;
}

test('the execution that is bound passes, gets what was admitted, and a look at its heartbeats is set', async () => {
  const world = await aWorldWith({ status: 'dispatched' });

  const answer = await callStart(world, EXECUTION);

  expect(answer).toEqual({ sessionKey: 'key-1', context: aRunContext(), runner: { kind: 'silent' } });
  expect(await world.runs.read(runId)).toMatchObject({ status: 'running', runAttempt: 1 });
  expect(world.timers.waiting()).toMatchObject([{ kind: 'check-run', runId, dueAt: '2026-01-05T09:05:00.000Z' }]);
});

test('the number that GitHub attests for the repository is noted, and no other', async () => {
  const world = await aWorldWith({ status: 'dispatched' });
  expect(await world.runs.read(runId)).not.toHaveProperty('repositoryId');

  await callStart(world, EXECUTION);

  expect(await world.runs.read(runId)).toMatchObject({ repositoryId: aWorkflowClaims().repository_id });
});

test('an execution may start before its dispatch was answered', async () => {
  const world = await aWorldWith({ status: 'reserved' });

  await callStart(world, EXECUTION);

  expect(await world.runs.read(runId)).toMatchObject({ status: 'running', workflowRunId: '9000' });
});

test('a token that all functions could have signed starts a run of the version that signed so, and no other', async () => {
  for (const tokenAlg of ['EdDSA', undefined] as const) {
    const world = await aWorldWith({ status: 'dispatched', ...(tokenAlg && { tokenAlg }) });
    const claims = { runId, phase: 'implementation', isSymmetric: true } as const;
    const arrival = {
      claims,
      execution: { workflowRunId: '9000', runAttempt: 1 },
      oidcToken: oidcTokenOf(aWorkflowClaims()),
    };
    const started = startRun(world.equip, arrival);
    if (tokenAlg === undefined) await expect(started).resolves.toMatchObject({ sessionKey: 'key-1' });
    else await expect(started).rejects.toMatchObject({ code: 'bad_signature' });
  }
});

test.each([
  ['a surplus workflow run', { workflowRunId: '9001' }, 1],
  ['a re-run by hand', {}, 2],
])('%s is turned away', async (_which, other, runAttempt) => {
  const world = await aWorldWith({ status: 'dispatched' });
  await callStart(world, EXECUTION);
  const before = await world.runs.read(runId);

  await expect(callStart(world, { ...EXECUTION, ...other }, runAttempt)).rejects.toMatchObject({ code: 'run_taken' });
  expect(await world.runs.read(runId)).toEqual(before);
});

test('the same execution may call again, and its older session key is worthless then', async () => {
  const world = await aWorldWith({ status: 'dispatched' });
  const first = await callStart(world, EXECUTION);
  const second = await callStart(world, EXECUTION);

  await expect(callResult(world, { runId, sessionKey: first.sessionKey })).rejects.toMatchObject({
    code: 'wrong_session_key',
  });
  expect(await callResult(world, { runId, sessionKey: second.sessionKey })).toEqual({ status: 'accepted' });
});

test('the session key itself is kept nowhere', async () => {
  const world = await aWorldWith({ status: 'dispatched' });

  await callStart(world, EXECUTION);

  expect((await world.runs.read(runId))?.sessionKeyHash).toBe('hash of key-1');
});

test.each(['succeeded', 'failed', 'timed_out', 'cancelled'] as const)(
  'a run that %s starts no more',
  async (status) => {
    const world = await aWorldWith({ status });

    await expect(callStart(world, EXECUTION)).rejects.toMatchObject({ code: 'run_over' });
  },
);

test('a token of another phase, and one of an unknown run, start nothing', async () => {
  const world = await aWorldWith({ status: 'dispatched' });
  const arrival = { execution: { workflowRunId: '9000', runAttempt: 1 }, oidcToken: oidcTokenOf(aWorkflowClaims()) };

  const wrongPhase = startRun(world.equip, { ...arrival, claims: { runId, phase: 'planning' } });
  const unknown = startRun(world.equip, { ...arrival, claims: { runId: 'other', phase: 'implementation' } });

  await expect(wrongPhase).rejects.toMatchObject({ code: 'phase_mismatch' });
  await expect(unknown).rejects.toMatchObject({ code: 'unknown_run' });
  expect((await world.runs.read(runId))?.status).toBe('dispatched');
});

const AGENT_FILE = 'acme/backend/.github/workflows/claude-agent.yml@refs/heads/main';
const BRANCH_FILE = 'acme/backend/.github/workflows/claude-implement.yml@refs/heads/ai-implement/ENG-1';
const PULL_FILE = 'acme/backend/.github/workflows/claude-implement.yml@refs/pull/1/merge';

test.each([
  ['the reusable workflow of the agent', 'job_workflow_ref', { job_workflow_ref: AGENT_FILE }],
  ['another workflow of the repository', 'workflow_ref', { workflow_ref: AGENT_FILE, job_workflow_ref: AGENT_FILE }],
  ['the workflow file of another branch', 'workflow_ref', { workflow_ref: BRANCH_FILE }],
  ['the workflow file of a pull request', 'job_workflow_ref', { job_workflow_ref: PULL_FILE }],
  ['a repository of another name', 'repository', { repository: 'acme/backend-2' }],
  ['a new repository of the same name', 'repository_id', { repository_id: '4712' }],
  ['another workflow run', 'run_id', { run_id: '9001' }],
  ['another attempt', 'run_attempt', { run_attempt: '2' }],
  ['a pull request', 'event_name', { event_name: 'pull_request' }],
])('a job of %s is turned away, and the refusal names the claim', async (_which, claim, attested) => {
  const world = await aWorldWith({ status: 'dispatched' });

  const starting = startRun(world.equip, {
    claims: { runId, phase: 'implementation' },
    execution: { workflowRunId: '9000', runAttempt: 1 },
    oidcToken: oidcTokenOf(aWorkflowClaims(attested)),
  });

  await expect(starting).rejects.toMatchObject({ code: 'oidc_refused', detail: expect.stringContaining(`"${claim}"`) });
  expect((await world.runs.read(runId))?.status).toBe('dispatched');
});

test.each([
  [undefined, 'missing_oidc'],
  ['', 'missing_oidc'],
  ['forged', 'oidc_invalid'],
])('the OIDC token %j starts nothing in Actions', async (oidcToken, code) => {
  const world = await aWorldWith({ status: 'dispatched' });

  const starting = startRun(world.equip, {
    claims: { runId, phase: 'implementation' },
    execution: { workflowRunId: '9000', runAttempt: 1 },
    oidcToken,
  });

  await expect(starting).rejects.toMatchObject({ code });
  expect((await world.runs.read(runId))?.status).toBe('dispatched');
});

test('names in another case than GitHub tells them are the same repository', async () => {
  const world = await aWorldWith({ status: 'dispatched', owner: 'Acme', repo: 'BackEnd' });

  await expect(callStart(world, EXECUTION)).resolves.toMatchObject({ sessionKey: 'key-1' });
});

const UNSIGNED = {
  claims: { runId, phase: 'implementation' },
  execution: { workflowRunId: '9000', runAttempt: 1 },
  oidcToken: undefined,
} as const;

test('a run that executes locally needs no OIDC token on a laptop', async () => {
  const world = await aWorldWith({ status: 'dispatched', executor: 'local' });

  const answer = await startRun({ ...world.equip, hasLocalExecutor: true }, UNSIGNED);

  expect(answer.sessionKey).toBe('key-1');
});

test.each(EXECUTORS.filter((name) => name !== 'github-actions'))(
  'a run whose record says that it executes %s starts nowhere but on a laptop, with an OIDC token or without',
  async (executor) => {
    const world = await aWorldWith({ status: 'dispatched', executor });

    for (const oidcToken of [undefined, oidcTokenOf(aWorkflowClaims())]) {
      await expect(startRun(world.equip, { ...UNSIGNED, oidcToken })).rejects.toMatchObject({
        code: 'executor_refused',
      });
    }
    expect((await world.runs.read(runId))?.status).toBe('dispatched');
  },
);

test('a laptop asks for an OIDC token all the same where a run executes in Actions', async () => {
  const world = await aWorldWith({ status: 'dispatched' });

  const starting = startRun({ ...world.equip, hasLocalExecutor: true }, UNSIGNED);

  await expect(starting).rejects.toMatchObject({ code: 'missing_oidc' });
});
