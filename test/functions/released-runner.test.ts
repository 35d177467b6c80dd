import { expect, test, vi } from 'vitest';
import { startRun } from '../../functions/equip-runner/start-run.ts';
import { aRun } from '../builders/a-run.ts';
import { aRunContext } from '../builders/a-run-context.ts';
import { aWorkflowClaims } from '../builders/a-workflow-claims.ts';
import { oidcTokenOf } from '../fakes/fake-workflow-identity.ts';
import { aWorld } from './world.ts';

// No version is released yet, so the list of this deployment is made up here.

const { runId } = aRun();

vi.mock('../../shared/contract/released-runners.ts', async (original) => {
  const real = await original<typeof import('../../shared/contract/released-runners.ts')>();
  const released = [{ version: '0.0.9', sha256: 'a'.repeat(64), blob: 'a'.repeat(40) }];
  return { ...real, runnerBySha256: (sha256: string) => real.runnerBySha256(sha256, released) };
});

test.each([
  ['of an earlier release', 'a'.repeat(64), { kind: 'released', version: '0.0.9' }],
  ['of none', 'b'.repeat(64), { kind: 'unknown' }],
])('a runner %s goes on, and the gate says what it is', async (_, runnerSha256, runner) => {
  const world = await aWorld();
  await world.runs.reserve(aRun({ status: 'dispatched' }));
  await world.runs.putContext(runId, aRunContext());

  const answer = await startRun(world.equip, {
    claims: { runId, phase: 'implementation' },
    execution: { workflowRunId: '9000', runAttempt: 1, runnerSha256 },
    oidcToken: oidcTokenOf(aWorkflowClaims()),
  });

  expect(answer).toMatchObject({ sessionKey: 'key-1', runner });
  expect((await world.runs.read(runId))?.runner).toEqual(runner);
});
