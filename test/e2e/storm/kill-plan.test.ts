import { expect, test } from 'vitest';
import type { AwsRequest } from '../../../local/stack/aws/request-counters.ts';
import { seededRandom } from '../../simulation/random.ts';
import { killPlan, MOMENTS } from './kill-plan.ts';

const CLAIM: Omit<AwsRequest, 'slot'> = {
  principal: 'dispatch-run',
  service: 'dynamodb',
  operation: 'UpdateItem',
  action: 'dynamodb:UpdateItem',
  resource: 'table',
  accesses: [],
  body: { Key: { pk: { S: 'BUCKET#linear#ENG' }, sk: { S: 'BUCKET' } }, UpdateExpression: 'SET slots.#ticket = :slot' },
  sequence: 1,
  slotSequence: 1,
};
const boundaries = MOMENTS.map((moment) => `dispatch-run: claim the slot, ${moment}`);

/** So many requests of one kind, shared by consumers as chance will have it. */
function hitsAfter(requests: number, { seed, gap, most }: { seed: number; gap: number; most: number }): number[] {
  const random = seededRandom(seed);
  const plan = killPlan({ random, rateOf: () => ({ gap, most }), poisonousRunId: 'none' });
  for (let n = 0; n < requests; n += 1) plan.onRequest({ ...CLAIM, slot: random.below(16) });
  return boundaries.map((boundary) => plan.hits().get(boundary) ?? 0);
}

test.each([
  [2, { gap: 0, most: 1 }],
  [12, { gap: 3, most: 1 }],
  [60, { gap: 3, most: 5 }],
  [100, { gap: 25, most: 1 }],
])(
  'within %i requests of a kind both boundaries are hit, whoever makes them and whatever the seed: %o',
  (requests, rate) => {
    for (let seed = 1; seed <= 200; seed += 1)
      expect(hitsAfter(requests, { seed, ...rate })).toEqual([rate.most, rate.most]);
  },
);

test('a kind whose boundaries were hit often enough is spared', () => {
  expect(hitsAfter(1000, { seed: 1, gap: 3, most: 2 })).toEqual([2, 2]);
});

/** A process that takes up these runs at once, each request before the kill of another can reach it. */
function takeUp(plan: ReturnType<typeof killPlan>, runIds: readonly string[]) {
  const request = { ...CLAIM, slot: 1, operation: 'GetItem', action: 'dynamodb:GetItem' };
  plan.onRequest({ ...CLAIM, slot: 1, service: 'ssm', operation: 'GetParameters', body: {} });
  return runIds.map((id) =>
    plan.onRequest({ ...request, body: { Key: { pk: { S: `RUN#${id}` }, sk: { S: 'RUN' } } } }),
  );
}

test('a poisoned run kills as often as it is delivered, however its batch goes on meanwhile', () => {
  const plan = killPlan({ random: seededRandom(1), rateOf: () => undefined, poisonousRunId: 'POISON' });
  const seen = Array.from({ length: 6 }, () => takeUp(plan, ['OTHER', 'POISON', 'POISON', 'OTHER']));

  const killed = [undefined, 'kill_before_effect', undefined, undefined];
  expect(seen).toEqual([...Array(5).fill(killed), Array(4).fill(undefined)]);
  expect(plan.killsOf('POISON')).toBe(5);
});
