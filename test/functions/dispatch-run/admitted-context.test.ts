import { expect, test } from 'vitest';
import { dispatchRun } from '../../../functions/dispatch-run/dispatch-run.ts';
import type { RelatedTickets } from '../../../shared/contract/runner.ts';
import { ticketText } from '../../../shared/domain/plan.ts';
import { aCandidate } from '../../builders/a-candidate.ts';
import { anApproval, anAwaitingRecord, aPlan } from '../../builders/a-plan.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aWorld, type World } from '../world.ts';

const { ticketId } = aTicket();
const PLANNED = { mapping: { planningEnabled: true } };

const RELATED: RelatedTickets = {
  parent: { key: 'ENG-9', title: 'Exports', state: 'In Progress', url: 'https://linear.test/ENG-9' },
  siblings: [{ key: 'ENG-8', title: 'Import\nusers', state: 'Done', url: 'https://linear.test/ENG-8' }],
  dependencies: [
    { key: 'OPS-1', title: 'A bucket', state: 'Todo', url: 'https://linear.test/OPS-1', relation: 'blocked_by' },
  ],
};

test('related tickets go into the context whole, and into the inputs as text', async () => {
  const world = await aWorld();
  world.tracker.relate(ticketId, RELATED);
  await dispatchRun(world.dispatch, aCandidate());

  expect((await world.runs.readContext({ runId: aCandidate().runId }))?.relatedTickets).toEqual(RELATED);
  expect(world.executor.executions[0]?.request.related_tickets).toBe(
    [
      'Parent:',
      '- ENG-9: Exports (In Progress, https://linear.test/ENG-9)',
      'Siblings:',
      '- ENG-8: Import users (Done, https://linear.test/ENG-8)',
      'Dependencies:',
      '- OPS-1: A bucket (Todo, https://linear.test/OPS-1), blocked by',
    ].join('\n'),
  );
});

test('where there are none, nothing is said of them', async () => {
  const world = await aWorld();
  await dispatchRun(world.dispatch, aCandidate());

  expect(world.executor.executions[0]?.request).not.toHaveProperty('related_tickets');
  expect(await world.runs.readContext({ runId: aCandidate().runId })).not.toHaveProperty('relatedTickets');
});

test('what the mapping says of guarded paths goes into the context', async () => {
  const world = await aWorld({ mapping: { guardedPaths: 'refuse', allowedGuardedPaths: '.husky , docs/CODEOWNERS' } });
  await dispatchRun(world.dispatch, aCandidate());

  const context = await world.runs.readContext({ runId: aCandidate().runId });
  expect(context?.pathGuard).toEqual({ policy: 'refuse', allowed: ['.husky', 'docs/CODEOWNERS'] });
});

/** A plan was approved, and its implementation is next on the record. */
async function approvedWorld(said = aTicket()): Promise<World> {
  const world = await aWorld(PLANNED);
  const { runId, phase, mappingId } = aCandidate();
  const next = { runId, phase, mappingId, bucketId: 'linear#ENG', attempt: 1, notBefore: world.clock.now() };
  const plan = aPlan({ ticketHash: world.ids.hashOf(ticketText(said)), approval: anApproval({ runId }) });
  await world.tickets.write(anAwaitingRecord({ status: 'plan_complete', plan, next }));
  return world;
}

test('an implementation is given the plan that was approved', async () => {
  const world = await approvedWorld();

  expect(await dispatchRun(world.dispatch, aCandidate())).toBe('dispatched');
  expect((await world.runs.readContext({ runId: aCandidate().runId }))?.planningContext).toBe(anApproval().text);
});

test('a ticket that changed since it was planned is not implemented; advance-run is told', async () => {
  const world = await approvedWorld(aTicket({ description: 'what was planned' }));

  expect(await dispatchRun(world.dispatch, aCandidate())).toBe('dropped: the ticket changed since it was planned');
  expect(world.lifecycle.waiting()).toMatchObject([{ type: 'PlanOutdated', ticketId, runId: aPlan().runId }]);
  expect(world.executor.orders).toBe(0);
});

test('an implementation that nobody planned is not admitted where planning is on', async () => {
  const world = await aWorld(PLANNED);

  expect(await dispatchRun(world.dispatch, aCandidate())).toBe('dropped: the ticket is not due for implementation');
  expect(await dispatchRun(world.dispatch, aCandidate({ phase: 'planning' }))).toBe('dispatched');
});
