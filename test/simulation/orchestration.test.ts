import { describe, expect, test } from 'vitest';
import { SABOTAGES, type Sabotage } from './sabotage.ts';
import { type Outcome, simulate } from './simulate.ts';

/** More of them: `node test/simulation/run-seeds.ts --seeds 2000`. */
const SEEDS = 100;
/** A missing rule shows within so many seeds. */
const SEEDS_TO_FIND = 300;
/** What some seed must meet, so that the others prove something. */
const MET = [
  'crashes',
  'executions',
  'surplus',
  'deadLetters',
  'refused',
  'givenUp',
  'queued',
  'remade',
  'cancelled',
  'stopped',
  'unaffordable',
] as const;

describe('the use cases under a seeded scheduler', () => {
  test('hold the invariants under people, admins, crashes, redelivery, lost answers, outages, refusals and queues', {
    timeout: 600_000,
  }, async () => {
    const outcomes: Outcome[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) outcomes.push(await simulate(seed));

    const broken = outcomes.filter(({ violations }) => violations.length > 0);
    expect(broken.map(({ seed, violations, trace }) => ({ seed, violations, trace: trace.slice(-60) }))).toEqual([]);
    for (const what of MET)
      expect(
        outcomes.some(({ counts }) => counts[what] > 0),
        `some seed meets ${what}`,
      ).toBe(true);
  });

  test('give the same trace for the same seed, byte for byte', async () => {
    const [first, second] = [await simulate(7), await simulate(7)];

    expect(first.trace.length).toBeGreaterThan(100);
    expect(second.trace.join('\n')).toBe(first.trace.join('\n'));
  });

  test('give another trace for another seed', async () => {
    const [one, other] = [await simulate(1), await simulate(2)];

    expect(other.trace.join('\n')).not.toBe(one.trace.join('\n'));
  });

  test.each(SABOTAGES)('are caught breaking an invariant without $without', { timeout: 600_000 }, async (missing) => {
    const found = await firstViolation(missing);

    expect(found).toMatch(missing.finds);
  });
});

async function firstViolation({ sabotage, isOftenStopped }: Sabotage): Promise<string> {
  for (let seed = 1; seed <= SEEDS_TO_FIND; seed += 1) {
    const { violations } = await simulate(seed, { sabotage, isOftenStopped });
    if (violations.length > 0) return violations.join('; ');
  }
  return 'nothing';
}
