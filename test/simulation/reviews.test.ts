import { expect, test } from 'vitest';
import { heldOf } from './held.ts';
import { REVIEW_SABOTAGES } from './reviews/sabotage.ts';
import { simulate } from './simulate.ts';

// Review rounds under a seeded scheduler: webhooks that never come, come three times, late and in any order, consumers that are killed,
// lists that lag, strangers, and people who change and take back what they said.

/** More of them: `node test/simulation/run-seeds.ts --reviews --seeds 2000`. */
const SEEDS = 30;
/** A missing rule shows within so many seeds. */
const SEEDS_TO_FIND = 60;
/** What some seed must meet, so that the others prove something. */
const MET = ['crashes', 'neverSent', 'injected', 'given', 'merged', 'followUps'] as const;

test('each finding is worked on once, by one run at a time, for what is open, and none stays without a reason', {
  timeout: 600_000,
}, async () => {
  const outcomes = await heldOf(SEEDS, (seed) => simulate(seed, { isReviewed: true }));

  for (const what of MET) {
    const isMet = outcomes.some(({ counts }) => (counts[what] ?? 0) > 0);
    expect(isMet, `some seed meets ${what}`).toBe(true);
  }
  const sum = (what: 'doubles' | 'lostAnswers') => outcomes.reduce((all, { counts }) => all + (counts[what] ?? 0), 0);
  process.stdout.write(
    `${sum('lostAnswers')} answers on pull requests were lost, ${sum('doubles')} stand there twice\n`,
  );
  expect(sum('doubles')).toBeLessThanOrEqual(sum('lostAnswers'));
});

test.each(REVIEW_SABOTAGES)(
  'an invariant breaks without $without',
  { timeout: 600_000 },
  async ({ sabotage, finds, isLong = false }) => {
    const found: string[] = [];
    for (let seed = 1; seed <= SEEDS_TO_FIND && !found.some((what) => finds.test(what)); seed += 1)
      found.push(...(await simulate(seed, { sabotage, isReviewed: true, isLong })).violations);

    expect(found).toContainEqual(expect.stringMatching(finds));
  },
);
