import { expect, test } from 'vitest';
import { playedBy } from '../attacks/played-by.ts';

test('attacks on passes are held by the defence that each names, and by no other', { timeout: 900_000 }, async () => {
  const attacks = await playedBy('--real', 'claude');

  expect(attacks.length).toBeGreaterThanOrEqual(20);
  expect(attacks.filter(({ withRealCli }) => !withRealCli)).toEqual([]);
  expect(attacks.filter(({ held, controlFailed }) => !held || !controlFailed)).toEqual([]);
});
