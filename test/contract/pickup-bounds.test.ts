import { expect, test } from 'vitest';
import { brokenBounds, type PickupFigures } from '../bench/pickup.ts';

/** Each figure at its bound. */
const AT_BOUNDS: PickupFigures = {
  base: { p50: 30_000, p95: 58_000 },
  webhooks: { p50: 2000, p95: 5800 },
  cold: { p50: 3000, p95: 4000 },
  afterPlan: { p95: 3000 },
  drain: { base0Ms: 11_000, base100Ms: 36_000, ours0Ms: 5500, ours100Ms: 7150 },
};

test('figures at their bounds hold', () => {
  expect(brokenBounds(AT_BOUNDS)).toEqual([]);
});

test.each<[string, Partial<PickupFigures>]>([
  ['half of the marks', { webhooks: { p50: 2001, p95: 5800 } }],
  ['95 of 100 marks', { webhooks: { p50: 2000, p95: 5801 } }],
  ['95 of 100 plans', { afterPlan: { p95: 3001 } }],
  ['200 tickets take 5501 ms', { drain: { ...AT_BOUNDS.drain, ours0Ms: 5501 } }],
  ['200 tickets take 7151 ms with slow vendors', { drain: { ...AT_BOUNDS.drain, ours100Ms: 7151 } }],
])('a figure beyond its bound is a sentence: %s', (words, figures) => {
  const broken = brokenBounds({ ...AT_BOUNDS, ...figures });

  expect(broken).toHaveLength(1);
  expect(broken[0]).toContain(words);
});
