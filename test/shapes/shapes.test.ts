import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { standIn } from '../../local/world/vendors/claude-code.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { type ScenarioWorld, startScenarioWorld } from '../claude/scenario-world.ts';
import { MEASURED, WRONG_BEFORE } from './before.ts';
import { playShape } from './play-shape.ts';
import { SHAPES } from './shapes.ts';

/** Where the lines of the table go, for who prints it. */
const { AI_IMPLEMENT_SHAPES_FILE: linesFile } = readEnv(z.object({ AI_IMPLEMENT_SHAPES_FILE: z.string().optional() }));

let world: ScenarioWorld;
beforeAll(async () => {
  world = await startScenarioWorld({}, standIn());
});
afterAll(() => world.stop());

const hasLfs = spawnSync('git', ['lfs', 'version']).status === 0;

test.for(SHAPES.map((shape) => [shape.name, shape] as const))('%s', async ([, shape], context) => {
  if (shape.needsLfs === true && !hasLfs) context.skip('this machine lacks git-lfs');
  const played = await playShape(world, shape);

  if (linesFile !== undefined) appendFileSync(linesFile, `${JSON.stringify(played)}\n`);
  expect(played.isRight, played.now).toBe(true);
});

test('each was measured at the earlier commit, and most were wrong then', () => {
  const names = SHAPES.map(({ name }) => name);
  expect(MEASURED.map(({ name }) => name).sort()).toEqual(names.sort());
  expect(WRONG_BEFORE.length).toBeGreaterThanOrEqual(30);
});

test('there are so many shapes, each once, and twelve of them are for the real CLI too', () => {
  expect(new Set(SHAPES.map(({ name }) => name)).size).toBe(SHAPES.length);
  expect(SHAPES.length).toBeGreaterThanOrEqual(40);
  expect(SHAPES.filter(({ withRealCli }) => withRealCli).length).toBeGreaterThanOrEqual(12);
});
