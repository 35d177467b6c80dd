import { expect, test } from 'vitest';
import { scenarios } from './admission/world.ts';
import { expectHolds } from './expect-holds.ts';

test('the admission protocol holds in every state that runs can reach where a day has a budget', {
  timeout: 600_000,
}, () => {
  expect(scenarios.filter(({ hasBudget }) => hasBudget).length).toBeGreaterThan(1);
  expectHolds(({ hasBudget }) => hasBudget);
});
