import { expect, test } from 'vitest';
import { ATTACKS } from './attack-files.ts';
import { playedBy } from './played-by.ts';

test('each attack is held, and succeeds where its defence is taken out', { timeout: 600_000 }, async () => {
  const attacks = await playedBy('--own');

  const playable = ATTACKS.filter(({ needsRealClaude }) => needsRealClaude !== true).flatMap(({ rows }) => rows);
  expect(attacks.map(({ name }) => name).sort()).toEqual(playable.map(({ name }) => name).sort());
  expect(attacks.filter(({ held, controlFailed }) => !held || !controlFailed)).toEqual([]);
});
