import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { standIn } from '../../local/world/vendors/claude-code.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { type ScenarioWorld, startScenarioWorld } from '../claude/scenario-world.ts';
import { MEASURED, WRONG_BEFORE } from './before.ts';
import { isPlayable, playByRunner } from './by-runner.ts';
import { playShape } from './play-shape.ts';
import type { Shape } from './shape.ts';
import { SHAPES } from './shapes.ts';

/** Where the lines of the table go, for who prints it; then every shape goes through the workflow. */
const { AI_IMPLEMENT_SHAPES_FILE: linesFile } = readEnv(z.object({ AI_IMPLEMENT_SHAPES_FILE: z.string().optional() }));

const hasLfs = spawnSync('git', ['lfs', 'version']).status === 0;

/** What GitHub, the checkout and other jobs have a say in. */
const needsWorkflow = (shape: Shape) =>
  !isPlayable(shape) || shape.right.ends === 'held' || [shape.rules, shape.renames, shape.needsLfs].some(Boolean);
const named = (shapes: readonly Shape[]) => shapes.map((shape) => [shape.name, shape] as const);

let world: ScenarioWorld;
beforeAll(async () => {
  world = await startScenarioWorld({}, standIn());
});
afterAll(() => world.stop());

test.for(named(SHAPES.filter((shape) => linesFile !== undefined || needsWorkflow(shape))))(
  '%s',
  async ([, shape], context) => {
    if (shape.needsLfs === true && !hasLfs) context.skip('this machine lacks git-lfs');
    const played = await playShape(world, shape);

    if (linesFile !== undefined) appendFileSync(linesFile, `${JSON.stringify(played)}\n`);
    expect(played.isRight, played.now).toBe(true);
  },
);

const byRunner = SHAPES.filter((shape) => linesFile === undefined && !needsWorkflow(shape));
test.for(named(byRunner))('%s, by the stages of agent and publication alone', async ([, shape]) => {
  const { isRight, words } = await playByRunner(shape);

  expect(isRight, words).toBe(true);
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
