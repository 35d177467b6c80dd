import { expect, test } from 'vitest';
import { dispatchRun } from '../../../functions/dispatch-run/dispatch-run.ts';
import { failureRow } from '../../../shared/domain/failures/failures.ts';
import type { DispatchOutcome } from '../../../shared/ports/executor.ts';
import { aCandidate } from '../../builders/a-candidate.ts';
import { aWorld } from '../world.ts';

type Refusal = Extract<DispatchOutcome, { outcome: 'refused' }>;

test.each<[string, Refusal]>([
  ['mapping', { outcome: 'refused', concerns: 'mapping', reason: 'no' }],
  ['mapping', { outcome: 'refused', concerns: 'mapping', code: 'workflow_missing', reason: 'no' }],
  ['substance', { outcome: 'refused', concerns: 'ticket', reason: 'no' }],
  ['substance', { outcome: 'refused', concerns: 'ticket', code: 'run_refused', reason: 'no' }],
])('a refused order fails its run by the kind that the table gives its code: %s, %j', async (kind, refusal) => {
  const world = await aWorld();
  world.executor.refuseOnce(refusal);

  await dispatchRun(world.dispatch, aCandidate());

  const failure = (await world.runs.read(aCandidate().runId))?.failure;
  expect(failure).toMatchObject({ kind, reason: 'no' });
  expect(failureRow(failure?.code)?.kind).toBe(kind);
});
