import { expect, test } from 'vitest';
import { ATTACKS } from './attack-files.ts';
import { playedBy } from './played-by.ts';

test('without a defence its attacks succeed, and no attack on another defence', { timeout: 1_800_000 }, async () => {
  const attacks = await playedBy();

  expect(attacks.length).toBeGreaterThanOrEqual(60);
  const playable = ATTACKS.filter(({ needsRealClaude }) => needsRealClaude !== true).flatMap(({ rows }) => rows);
  expect(attacks.map(({ name }) => name).sort()).toEqual(playable.map(({ name }) => name).sort());
  expect(attacks.filter(({ held, controlFailed }) => !held || !controlFailed)).toEqual([]);
});
