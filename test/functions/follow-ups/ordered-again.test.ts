import { expect, test } from 'vitest';
import { ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aFollowUpWorld, PULL } from './follow-up-world.ts';

/** A person asks for more; the order of the run has no answer and no effect, so that it is given once more. */
async function anUnansweredOrder() {
  const world = await aFollowUpWorld('works');
  world.executor.faults.failOnce('dispatch');
  const orders = world.executor.orders;
  await world.write('/ai-implement add a test');
  await world.days.minute();
  expect(world.executor.orders).toBe(orders + 1);
  expect(world.followUps()).toEqual([]);
  return world;
}

test.each(['merged', 'closed'] as const)(
  'a follow-up whose order was lost is not ordered again once its pull request is %s, though no webhook tells of it',
  async (state) => {
    const world = await anUnansweredOrder();
    world.host.put(PULL, { state });
    await world.days.pass(60);

    expect(world.followUps()).toEqual([]);
    expect((await world.tickets.read(aTicket()))?.status).toBe(state);
    expect(await world.runs.open()).toEqual([]);
  },
);

test('while GitHub cannot tell of the pull request the order waits, and is given when it can', async () => {
  const world = await anUnansweredOrder();
  world.host.failure = new ServiceUnavailable('github', 'outage', 'down');
  await world.days.pass(20);
  expect(world.followUps()).toEqual([]);
  world.host.failure = undefined;
  await world.days.pass(20);

  expect(world.followUps()).toHaveLength(1);
});
