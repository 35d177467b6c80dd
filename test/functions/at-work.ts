import { expect } from 'vitest';
import { days } from './days.ts';
import { aWorld } from './world.ts';

/** A run at work, of which nothing is heard; the next one of its ticket works. */
export async function atWork() {
  const world = await aWorld();
  const time = days(world, 'silent', 'works');
  await time.pass(3);
  const [run = expect.unreachable()] = await world.runs.open();
  return { world, time, run };
}
