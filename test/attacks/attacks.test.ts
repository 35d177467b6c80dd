import { expect, test } from 'vitest';
import * as z from 'zod';
import { readEnv } from '../../shared/runtime/env.ts';
import { ATTACKS } from './attack-files.ts';
import { playedBy } from './played-by.ts';

/** In `.ci/run` the whole matrix plays them too. */
const isWithMatrix = readEnv(z.object({ CI: z.string().optional() })).CI === 'true';

test.skipIf(isWithMatrix)(
  'each attack is held, and succeeds where its defence is taken out',
  { timeout: 600_000 },
  async () => {
    const attacks = await playedBy('--own');

    const playable = ATTACKS.filter(({ needsRealClaude }) => needsRealClaude !== true).flatMap(({ rows }) => rows);
    expect(attacks.map(({ name }) => name).sort()).toEqual(playable.map(({ name }) => name).sort());
    expect(attacks.filter(({ held, controlFailed }) => !held || !controlFailed)).toEqual([]);
  },
);
