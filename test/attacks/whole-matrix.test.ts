import { expect, test } from 'vitest';
import { playedBy } from './played-by.ts';

test('without a defence its attacks succeed, and no attack on another defence', { timeout: 1_800_000 }, async () => {
  const attacks = await playedBy();

  expect(attacks.length).toBeGreaterThanOrEqual(60);
  expect(attacks.filter(({ held, controlFailed }) => !held || !controlFailed)).toEqual([]);
});
