import { giveToken } from '../../../functions/equip-runner/give-token.ts';
import { startRun } from '../../../functions/equip-runner/start-run.ts';
import type { Run } from '../../../shared/domain/run.ts';
import type { WorkflowClaims } from '../../../shared/domain/workflow-claims.ts';
import { aRun } from '../../builders/a-run.ts';
import { aRunContext } from '../../builders/a-run-context.ts';
import { aRunnerJob } from '../../builders/a-runner-job.ts';
import { aWorkflowClaims, workflowRefOf } from '../../builders/a-workflow-claims.ts';
import { oidcTokenOf } from '../../fakes/fake-workflow-identity.ts';
import { callStart } from '../../functions/runners.ts';
import { aWorld, type World } from '../../functions/world.ts';
import { type Attack, type AttackRows, type Defence, isRefused } from '../attack.ts';

// Whoever has the inputs of a workflow run, tokens of ours included, and wants the gate to open, or a token of GitHub.

const { runId } = aRun();
const EXECUTION = { workflowRunId: '9000', runAttempt: 1 };
const REPOSITORY = 'acme/backend/.github/workflows';

const claim = (name: keyof WorkflowClaims, text: string): Defence => ({
  name: `the claim ${name} of GitHub must be that of the run`,
  file: 'shared/domain/workflow-claims.ts',
  text,
  instead: `${name}: true,`,
});
const OWN_CALLER = 'functions/equip-runner/confirm-caller.ts';
const OWN_TOKENS = 'functions/equip-runner/give-token.ts';

async function aDispatchedRun(overrides: Partial<Run> = {}): Promise<World> {
  const world = await aWorld();
  await world.runs.reserve(aRun({ status: 'dispatched', ...overrides }));
  await world.runs.putContext(runId, { ...aRunContext(), phase: overrides.phase ?? 'implementation' });
  return world;
}

/** A job of which GitHub attests all that it should, but this. */
async function isTurnedAway(attested: Partial<WorkflowClaims>): Promise<boolean> {
  const world = await aDispatchedRun();
  const oidcToken = oidcTokenOf(aWorkflowClaims(attested));
  const claims = { runId, phase: 'implementation' } as const;
  return isRefused(startRun(world.equip, { claims, execution: EXECUTION, oidcToken }), 'oidc_refused');
}

const claimAttack = (
  name: string,
  [wayIn, asset]: [string, string],
  defence: Defence,
  attested: Partial<WorkflowClaims>,
): Attack => ({ name, asset, wayIn, defence, isHeld: () => isTurnedAway(attested) });

const CONTEXT = 'the context of a run and its session key';

const CLAIM_ATTACKS: readonly Attack[] = [
  claimAttack(
    "code in the agent's job asks the gate for the session of the run",
    ['an identity token that the job of the agent minted', CONTEXT],
    claim('job_workflow_ref', 'job_workflow_ref: isFileOf(claims.job_workflow_ref, repository, file),'),
    { job_workflow_ref: `${REPOSITORY}/claude-agent.yml@refs/heads/main` },
  ),
  claimAttack(
    'a workflow of a branch that nobody reviewed calls the workflow of runs',
    ['a workflow file of a branch', CONTEXT],
    claim('workflow_ref', 'workflow_ref: isFileOf(claims.workflow_ref, repository, file),'),
    { workflow_ref: `${REPOSITORY}/claude-implement.yml@refs/heads/ai-implement/ENG-1` },
  ),
  claimAttack(
    'a pull request of a stranger runs the workflow of runs',
    ['the event of a pull request', CONTEXT],
    claim('event_name', "event_name: claims.event_name === 'workflow_dispatch',"),
    { event_name: 'pull_request' },
  ),
  claimAttack(
    'a repository that was made anew under the name of another takes its run',
    ['a repository of the same name', CONTEXT],
    claim('repository_id', 'repository_id: claims.repository_id === expected.repositoryId,'),
    { repository_id: '4712' },
  ),
  claimAttack(
    "one workflow run takes another one's run",
    ['another workflow run of the repository', CONTEXT],
    claim('run_id', 'run_id: claims.run_id === expected.workflowRunId,'),
    { run_id: '9001' },
  ),
  claimAttack(
    'a workflow run that was started again poses as its first attempt',
    ['a further attempt of a workflow run', CONTEXT],
    claim('run_attempt', 'run_attempt: claims.run_attempt === String(expected.runAttempt),'),
    { run_attempt: '2' },
  ),
];

const ROWS: readonly Attack[] = [
  ...CLAIM_ATTACKS,
  {
    name: 'the record of a run is made to say that it needs no word of GitHub',
    asset: CONTEXT,
    wayIn: 'a function that was taken over and writes to the table',
    defence: {
      name: 'a run without the word of GitHub starts on a laptop only',
      file: OWN_CALLER,
      text: 'if (hasLocalExecutor) return;',
      instead: 'return;',
    },
    async isHeld() {
      const { equip } = await aDispatchedRun({ executor: 'local' });
      const arrival = {
        claims: { runId, phase: 'implementation' },
        execution: EXECUTION,
        oidcToken: undefined,
      } as const;
      return isRefused(startRun(equip, arrival), 'executor_refused');
    },
  },
  {
    name: 'the token of a run that plans starts an implementation',
    asset: CONTEXT,
    wayIn: 'a token of ours for another phase',
    defence: {
      name: 'a token is for one phase',
      file: 'functions/equip-runner/require-run.ts',
      text: 'if (run.phase !== claims.phase) throw',
      instead: 'if (false) throw',
    },
    async isHeld() {
      const { equip } = await aDispatchedRun();
      const oidcToken = oidcTokenOf(aWorkflowClaims());
      const arrival = { claims: { runId, phase: 'planning' }, execution: EXECUTION, oidcToken } as const;
      return isRefused(startRun(equip, arrival), 'phase_mismatch');
    },
  },
  {
    name: 'a run that an admin cancelled starts all the same',
    asset: CONTEXT,
    wayIn: 'a job that began before the wish was known to it',
    defence: {
      name: 'the gate is closed to runs that nobody wants any more',
      file: 'functions/equip-runner/start-run.ts',
      text: 'if (isUnwanted(run)) throw runIsOver();',
      instead: '',
    },
    async isHeld() {
      const world = await aDispatchedRun({ cancelWish: A_WISH });
      return isRefused(callStart(world, { runId, workflowRunId: '9000' }), 'run_over');
    },
  },
  {
    name: "a job waits on the machine that the agent's job has used",
    asset: 'tokens and sessions of the jobs that hold something',
    wayIn: 'what foreign code left on a machine that is used twice',
    defence: {
      name: "jobs that hold something run on other machines than the agent's",
      file: 'functions/equip-runner/require-own-runner.ts',
      text: 'if (shared === undefined) return;',
      instead: 'return;',
    },
    async isHeld() {
      const world = await aDispatchedRun();
      world.repositories.jobList = [aRunnerJob({ name: 'admit' }), aRunnerJob({ name: 'agent / agent' })];
      const oidcToken = oidcTokenOf(aWorkflowClaims({ runner_environment: 'self-hosted' }));
      const arrival = { claims: { runId, phase: 'implementation' }, execution: EXECUTION, oidcToken } as const;
      return isRefused(startRun(world.equip, arrival), 'runner_shared');
    },
  },
  {
    name: 'who only has the inputs asks for a token of GitHub',
    asset: 'a token that may push to the repository',
    wayIn: 'inputs of a workflow run, without the session that the gate gave out',
    defence: {
      name: 'a token of GitHub is given for the newest session key alone',
      file: OWN_TOKENS,
      text: 'if (run.sessionKeyHash !== deps.keys.hash(sessionKey)) {',
      instead: 'if (false) {',
    },
    async isHeld() {
      const world = await aDispatchedRun();
      await callStart(world, { runId, workflowRunId: '9000' });
      return isRefused(tokenFor(world, 'canary'), 'wrong_session_key');
    },
  },
  {
    name: 'the job of a run that was cancelled asks for one more token',
    asset: 'a token that may push to the repository',
    wayIn: 'the session of a run that is to end',
    defence: {
      name: 'a run that nobody wants any more is given no token',
      file: OWN_TOKENS,
      text: 'if (isLive(status) && !isUnwanted(run)) return;',
      instead: 'if (isLive(status)) return;',
    },
    async isHeld() {
      const world = await aDispatchedRun({ status: 'running', sessionKeyHash: 'hash of key', cancelWish: A_WISH });
      return isRefused(tokenFor(world, 'key'), 'run_over');
    },
  },
  {
    name: 'a run that only plans asks for a token and pushes with it',
    asset: 'the code of the repository',
    wayIn: 'the job of a plan, which a ticket misled',
    defence: {
      name: 'tokens for plans may only read',
      file: OWN_TOKENS,
      text: "planning: { contents: 'read' },",
      instead: "planning: { contents: 'write' },",
    },
    async isHeld() {
      const world = await aDispatchedRun({
        ...{ status: 'running', phase: 'planning', workflowFile: 'claude-plan.yml', sessionKeyHash: 'hash of key' },
      });
      const file = workflowRefOf('planning');
      await tokenFor(world, 'key', 'planning', { workflow_ref: file, job_workflow_ref: file });
      return world.repositories.minted.every(({ permissions }) => !Object.values(permissions).includes('write'));
    },
  },
];

const A_WISH = { askedAt: '2026-01-05T09:01:00.000Z', by: 'admin', reason: 'not any more' } as const;

function tokenFor(
  { equip }: World,
  sessionKey: string,
  phase: Run['phase'] = 'implementation',
  attested: Partial<WorkflowClaims> = {},
) {
  const oidcToken = oidcTokenOf(aWorkflowClaims(attested));
  return giveToken(equip, { claims: { runId, phase }, sessionKey, oidcToken });
}

export const ATTACKS: AttackRows = {
  about: 'The gate of runs',
  rows: ROWS,
};
