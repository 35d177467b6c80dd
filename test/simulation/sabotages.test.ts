import { describe, expect, test } from 'vitest';
import { heldOf } from './held.ts';
import { SABOTAGES, type Sabotage } from './sabotage.ts';
import { simulate } from './simulate.ts';

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
    const outcomes = await heldOf(SEEDS, simulate);

    for (const what of MET)
      expect(
        outcomes.some(({ counts }) => counts[what] > 0),
        `some seed meets ${what}`,
      ).toBe(true);
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
