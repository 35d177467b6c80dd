import { stdout } from 'node:process';
import { expect } from 'vitest';
import type { Scenario } from './admission/world.ts';
import { searchDesign } from './admission.ts';

/** The design holds in every state of these scenarios, and each comes to rest. */
export function expectHolds(where: (scenario: Scenario) => boolean): void {
  const results = searchDesign(where);
  const states = results.reduce((sum, result) => sum + result.states, 0);
  stdout.write(`admission protocol: ${states} states searched\n`);
  expect(results).not.toEqual([]);
  expect(results.filter(({ violation }) => violation)).toEqual([]);
  expect(results.every(({ quietStates }) => quietStates > 0)).toBe(true);
}
