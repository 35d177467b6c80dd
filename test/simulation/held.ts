import { expect } from 'vitest';
import type { Outcome } from './simulate.ts';

/** What came of the first seeds; fails with the end of the trace of each that broke an invariant. */
export async function heldOf(seeds: number, simulate: (seed: number) => Promise<Outcome>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) outcomes.push(await simulate(seed));

  const broken = outcomes.filter(({ violations }) => violations.length > 0);
  expect(broken.map(({ seed, violations, trace }) => ({ seed, violations, trace: trace.slice(-60) }))).toEqual([]);
  return outcomes;
}
