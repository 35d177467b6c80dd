import { afterAll, beforeAll, expect, test } from 'vitest';
import { playShape } from '../shapes/play-shape.ts';
import { SHAPES } from '../shapes/shapes.ts';
import { type ScenarioWorld, startScenarioWorld } from './scenario-world.ts';

// Repositories as teams have them, where the CLI itself has a say in what becomes of the work.

let world: ScenarioWorld;
beforeAll(async () => {
  world = await startScenarioWorld();
});
afterAll(() => world.stop());

const chosen = SHAPES.filter(({ withRealCli }) => withRealCli === true);

test.each(chosen.map((shape) => [shape.name, shape] as const))('%s', async (_, shape) => {
  expect(await playShape(world, shape)).toMatchObject({ isRight: true });
});
