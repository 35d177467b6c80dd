import { expect, test } from 'vitest';
import { aMapping } from '../builders/a-mapping.ts';
import { brokenEverywhere } from './crash-matrix.ts';
import type { World } from './world.ts';

const PR_READY = {
  status: 'pr_ready',
  markers: ['trigger', 'ready_for_review'],
  comments: [/^🚀 Pull request ready for review: /],
};

test('a run that works ends with its pull request, whichever call breaks', async () => {
  const { breaks, problems } = await brokenEverywhere({ fates: ['works'], ends: PR_READY });

  expect(problems).toEqual([]);
  expect(breaks).toBeGreaterThan(200);
});

test('a run that fails is told once and not repeated, whichever call breaks', async () => {
  const ends = { status: 'implementation_failed', markers: [], comments: [/^⚠️ Implementation failed: the tests fail/] };
  const { problems } = await brokenEverywhere({ fates: ['fails'], ends });

  expect(problems).toEqual([]);
});

test('a run that its executor loses is tried again, whichever call breaks', async () => {
  const { problems } = await brokenEverywhere({ fates: ['dies', 'works'], ends: PR_READY });

  expect(problems).toEqual([]);
});

test('an order whose answer was lost ends with its pull request, whichever call breaks', async () => {
  const { problems } = await brokenEverywhere({
    fates: ['works'],
    trouble: (world) => world.executor.faults.loseAnswerOnce('dispatch'),
    ends: PR_READY,
  });

  expect(problems).toEqual([]);
});

test('an order that never arrived is repeated, whichever call breaks', async () => {
  const { problems } = await brokenEverywhere({
    fates: ['works'],
    trouble: (world) => world.executor.faults.failOnce('dispatch'),
    ends: PR_READY,
  });

  expect(problems).toEqual([]);
});

test('a ticket whose repository refuses runs goes on once its mapping is resumed, whichever call breaks', async () => {
  const { problems } = await brokenEverywhere({
    fates: ['works'],
    trouble: refuseRuns,
    ends: { ...PR_READY, comments: [/^⏸️ The repository of this ticket refuses runs/, /^🚀 Pull request ready/] },
  });

  expect(problems).toEqual([]);
});

/** The repository refuses every run until it is mended and an admin resumes its mapping. */
function refuseRuns(world: World) {
  const { dispatch } = world.executor;
  world.executor.dispatch = async () => ({
    outcome: 'refused',
    concerns: 'mapping',
    reason: 'the workflow is missing',
  });
  return async () => {
    world.executor.dispatch = dispatch;
    const standing = await world.mappings.read(aMapping().mappingId);
    if (standing?.suspended === undefined) throw new Error('the mapping was not suspended');
    world.clock.advance(1);
    await world.mappings.save({ ...standing, suspended: undefined, updatedAt: world.clock.now() });
  };
}
