import { expect, test } from 'vitest';
import { advanceRun } from '../../functions/advance-run/advance-run.ts';
import { startRun } from '../../functions/equip-runner/start-run.ts';
import { repositoryChecks } from '../../shared/checks/repository-checks.ts';
import { runnerByBlob, runnerBySha256 } from '../../shared/contract/released-runners.ts';
import { runnerText } from '../../shared/contract/runner-text.ts';
import type { RunnerSeen } from '../../shared/domain/runner-seen.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aReport } from '../builders/a-report.ts';
import { aRun } from '../builders/a-run.ts';
import { aRunContext } from '../builders/a-run-context.ts';
import { aWorkflowClaims } from '../builders/a-workflow-claims.ts';
import { oidcTokenOf } from '../fakes/fake-workflow-identity.ts';
import { atWork } from './at-work.ts';
import { aWorld } from './world.ts';

// Which runner works in a repository: judged at the gate, kept at the run, shown at its mapping.

const { runId } = aRun();
const { mappingId } = aMapping();
const CHANGED = 'd'.repeat(64);
const RELEASED = [
  { version: '0.1.0', sha256: 'a'.repeat(64), blob: 'a'.repeat(40) },
  { version: '0.2.0', sha256: 'b'.repeat(64), blob: 'b'.repeat(40) },
];

test('a runner that is not that of the deployment is that of a release, or none that is known', () => {
  expect(runnerBySha256('a'.repeat(64), RELEASED)).toEqual({ kind: 'released', version: '0.1.0' });
  expect(runnerBySha256('b'.repeat(64), RELEASED)).toEqual({ kind: 'released', version: '0.2.0' });
  expect(runnerBySha256(CHANGED, RELEASED)).toEqual({ kind: 'unknown' });
  expect(runnerByBlob('b'.repeat(40), RELEASED)).toEqual({ kind: 'released', version: '0.2.0' });
  expect(runnerByBlob('b'.repeat(64), RELEASED)).toEqual({ kind: 'unknown' });
});

test.each<[string, (own: string) => string | undefined, RunnerSeen['kind']]>([
  ['that of the deployment', (own) => own, 'current'],
  ['another', () => CHANGED, 'unknown'],
  ['one that says nothing of itself', () => undefined, 'silent'],
])('a runner that is %s passes the gate all the same, and is told and kept as what it is', async (_, of, kind) => {
  const world = await aWorld();
  await world.runs.reserve(aRun({ status: 'dispatched' }));
  await world.runs.putContext(runId, aRunContext());

  const answer = await startRun(world.equip, {
    claims: { runId, phase: 'implementation' },
    execution: { workflowRunId: '9000', runAttempt: 1, runnerSha256: of(world.equip.runnerSha256) },
    oidcToken: oidcTokenOf(aWorkflowClaims()),
  });

  expect(answer).toMatchObject({ sessionKey: 'key-1', runner: { kind } });
  expect((await world.runs.read(runId))?.runner).toEqual({ kind });
});

test('a runner that comes from no repository is not judged', async () => {
  const world = await aWorld();
  await world.runs.reserve(aRun({ status: 'dispatched', executor: 'local' }));
  await world.runs.putContext(runId, aRunContext());
  const execution = { workflowRunId: '9000', runAttempt: 1, runnerSha256: CHANGED };

  const claims = { runId, phase: 'implementation' } as const;
  await startRun({ ...world.equip, hasLocalExecutor: true }, { claims, execution, oidcToken: undefined });

  expect(await world.runs.read(runId)).not.toHaveProperty('runner');
});

/** A run of this runner ends, after one of `before` was noted. */
async function ended(runner: RunnerSeen, before?: RunnerSeen) {
  const { world, run } = await atWork();
  if (before !== undefined) await world.mappings.noteRunner(mappingId, { ...before, at: '2026-01-04T00:00:00.000Z' });
  const { workflowRunId = '', runAttempt = 1, sessionKeyHash = '', startedAt = '' } = run;
  await world.runs.start(run.runId, { workflowRunId, runAttempt, sessionKeyHash, runner, at: world.clock.now() });
  const version = (await world.mappings.read(mappingId))?.version;
  await world.runs.putReport(run.runId, { report: aReport(), receivedAt: world.clock.now() });
  await advanceRun(world.advance, { ...run, type: 'RunReported' });
  const mapping = await world.mappings.read(mappingId);
  return { startedAt, mapping, isWritten: mapping?.version !== version };
}

test.each<RunnerSeen>([{ kind: 'released', version: '0.1.0' }, { kind: 'unknown' }, { kind: 'silent' }])(
  'a mapping shows that its runs have another runner ($kind)',
  async (runner) => {
    const { mapping, startedAt } = await ended(runner);

    expect(mapping?.runner).toEqual({ ...runner, at: startedAt });
  },
);

test('a mapping shows nothing more once the runner is that of the deployment', async () => {
  const { mapping } = await ended({ kind: 'current' }, { kind: 'unknown' });

  expect(mapping).not.toHaveProperty('runner');
});

test('nothing is written where nothing is new', async () => {
  const changed = { kind: 'unknown' } as const;

  expect(await ended({ kind: 'current' })).toMatchObject({ isWritten: false });
  expect(await ended(changed, changed)).toMatchObject({ isWritten: false });
});

test('people read what to do, and nothing where all is well', () => {
  expect(runnerText({ kind: 'current' })).toBeUndefined();
  expect(runnerText({ kind: 'released', version: '0.1.0' })).toContain('version 0.1.0: sync the templates');
  expect(runnerText({ kind: 'unknown' })).toContain('was changed');
  expect(runnerText({ kind: 'silent' })).toContain('does not say which one it is');
});

test('the check of a mapping tells of another runner by what git calls it', () => {
  const grants = { app: { permissions: {}, events: [] }, installation: { permissions: {}, events: [] }, url: '' };
  const seen = { isProtected: true, due: [], obstacles: [], jobs: [], grants, workflow: undefined };
  const codes = (runnerBlob: string | undefined) =>
    repositoryChecks(aMapping(), { ...seen, runnerBlob }).map(({ code }) => code);

  expect(codes('e'.repeat(40))).toContain('runner_differs');
  expect(codes(undefined)).not.toContain('runner_differs');
});
