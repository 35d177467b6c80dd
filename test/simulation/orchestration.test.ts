import { describe, expect, test } from 'vitest';
import { heldOf } from './held.ts';
import { simulate } from './simulate.ts';

// The first seeds; `sabotages` and `reviews` search more, and see that each rule is missed where it is taken out.

describe('the use cases under a seeded scheduler', () => {
  test('hold the invariants', { timeout: 600_000 }, async () => {
    const counts = (await heldOf(15, simulate)).map((outcome) => outcome.counts);

    expect(counts.some(({ crashes }) => crashes > 0)).toBe(true);
    expect(counts.every(({ executions }) => executions > 0)).toBe(true);
  });

  test('hold them in review rounds too', { timeout: 600_000 }, async () => {
    const counts = (await heldOf(4, (seed) => simulate(seed, { isReviewed: true }))).map((outcome) => outcome.counts);

    expect(counts.some(({ followUps = 0 }) => followUps > 0)).toBe(true);
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
});
