import { expect, test } from 'vitest';
import { giveToken } from '../../../functions/equip-runner/give-token.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import { aRun } from '../../builders/a-run.ts';
import { aRunContext } from '../../builders/a-run-context.ts';
import { aWorkflowClaims } from '../../builders/a-workflow-claims.ts';
import { oidcTokenOf } from '../../fakes/fake-workflow-identity.ts';
import { callResult, callStart } from '../runners.ts';
import { aWorld, type World } from '../world.ts';

const { runId } = aRun();
const EXECUTION = { runId, workflowRunId: '9000' };

/** A world in which the run has passed the gate, and its session key. */
async function aStartedWorld(overrides: Partial<Run> = {}) {
  const world = await aWorld();
  await world.runs.reserve(aRun({ status: 'dispatched', ...overrides }));
  await world.runs.putContext(runId, aRunContext());
  const { sessionKey } = await callStart(world, EXECUTION);
  return { world, sessionKey };
}

interface Ask {
  sessionKey?: string | undefined;
  oidcToken?: string | undefined;
  phase?: Run['phase'];
  wanted?: { access: 'read' | 'phase' };
}

function ask(world: World, { phase = 'implementation', ...given }: Ask) {
  const oidcToken = oidcTokenOf(aWorkflowClaims());
  return giveToken(world.equip, { claims: { runId, phase }, sessionKey: undefined, oidcToken, ...given });
}

test('the execution that passed the gate gets a token for its one repository, a new one with each call', async () => {
  const { world, sessionKey } = await aStartedWorld();

  const [first, second] = [await ask(world, { sessionKey }), await ask(world, { sessionKey })];

  expect(first).toEqual({
    token: 'ghs_fake_1',
    expiresAt: '2026-01-05T10:00:00.000Z',
    botLogin: 'ai-implement[bot]',
  });
  expect(second.token).toBe('ghs_fake_2');
});

test.each([
  ['planning', { contents: 'read' }],
  ['implementation', { contents: 'write', pull_requests: 'write', checks: 'read' }],
  ['gap-fill', { contents: 'write', pull_requests: 'write', checks: 'read' }],
] as const)('a token for %s may do what that phase needs, and never change workflows', async (phase, permissions) => {
  const world = await aWorld();
  const { sessionKeyHash: _, ...running } = aRun({ status: 'running', phase });
  await world.runs.reserve({ ...running, sessionKeyHash: 'hash of its key' });

  await ask(world, { phase, sessionKey: 'its key' });

  expect(world.repositories.minted).toEqual([{ repository: 'acme/backend', permissions }]);
});

test('a token to clone with reads, whatever the phase may', async () => {
  const { world, sessionKey } = await aStartedWorld();

  await ask(world, { sessionKey, wanted: { access: 'read' } });
  await ask(world, { sessionKey, wanted: { access: 'phase' } });

  expect(world.repositories.minted.map(({ permissions }) => permissions.contents)).toEqual(['read', 'write']);
});

test.each([
  [undefined, 'missing_session_key'],
  ['', 'missing_session_key'],
  ['guessed', 'wrong_session_key'],
])('the session key %j gets no token', async (sessionKey, code) => {
  const { world } = await aStartedWorld();

  await expect(ask(world, { sessionKey })).rejects.toMatchObject({ code });
  expect(world.repositories.minted).toEqual([]);
});

test('an older session key gets no token any more', async () => {
  const { world, sessionKey } = await aStartedWorld();
  const { sessionKey: newer } = await callStart(world, EXECUTION);

  await expect(ask(world, { sessionKey })).rejects.toMatchObject({ code: 'wrong_session_key' });
  await expect(ask(world, { sessionKey: newer })).resolves.toMatchObject({ botLogin: 'ai-implement[bot]' });
});

test('a run that nobody started gives no token', async () => {
  const world = await aWorld();
  await world.runs.reserve(aRun({ status: 'dispatched' }));

  await expect(ask(world, { sessionKey: 'any' })).rejects.toMatchObject({ code: 'wrong_session_key' });
});

test.each([
  ['no OIDC token', undefined, 'missing_oidc'],
  ['a forged OIDC token', 'forged', 'oidc_invalid'],
  ["the agent's OIDC token", oidcTokenOf(aWorkflowClaims({ job_workflow_ref: 'agent' })), 'oidc_refused'],
  ['the OIDC token of another workflow run', oidcTokenOf(aWorkflowClaims({ run_id: '9001' })), 'oidc_refused'],
  ['the OIDC token of another attempt', oidcTokenOf(aWorkflowClaims({ run_attempt: '2' })), 'oidc_refused'],
])('%s gets no token, even with the session key', async (_which, oidcToken, code) => {
  const { world, sessionKey } = await aStartedWorld();

  await expect(ask(world, { sessionKey, oidcToken })).rejects.toMatchObject({ code });
  expect(world.repositories.minted).toEqual([]);
});

test('a run that was made one of the laptop gets no token, whoever has its session key', async () => {
  const world = await aWorld();
  await world.runs.reserve(aRun({ status: 'running', executor: 'local', sessionKeyHash: 'hash of its key' }));

  for (const oidcToken of [undefined, oidcTokenOf(aWorkflowClaims())]) {
    await expect(ask(world, { sessionKey: 'its key', oidcToken })).rejects.toMatchObject({ code: 'executor_refused' });
  }
  expect(world.repositories.minted).toEqual([]);
});

test('a result token of another phase gets no token', async () => {
  const { world, sessionKey } = await aStartedWorld();

  await expect(ask(world, { sessionKey, phase: 'planning' })).rejects.toMatchObject({ code: 'phase_mismatch' });
});

test.each(['failed', 'timed_out', 'cancelled'] as const)('a run that %s gets no token any more', async (status) => {
  const { world, sessionKey } = await aStartedWorld();
  await world.runs.end(runId, { status, at: world.clock.now(), verdict: { on: 'running' } });

  await expect(ask(world, { sessionKey })).rejects.toMatchObject({ code: 'run_over' });
});

test('who has reported may go on for five minutes, and no longer', async () => {
  const { world, sessionKey } = await aStartedWorld();
  await callResult(world, { runId, sessionKey });
  await world.runs.end(runId, { status: 'succeeded', at: world.clock.now() });

  await expect(ask(world, { sessionKey })).resolves.toMatchObject({ token: 'ghs_fake_1' });
  world.clock.advance(5 * MINUTE_MS);
  await expect(ask(world, { sessionKey })).rejects.toMatchObject({ code: 'run_over' });
});

test('a repository that the App has left says so', async () => {
  const { world, sessionKey } = await aStartedWorld();
  world.repositories.installed = [];

  await expect(ask(world, { sessionKey })).rejects.toMatchObject({ code: 'app_not_installed' });
});
