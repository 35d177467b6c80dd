import { checkMoney } from './money.ts';
import { watchReviews } from './reviews/watch-reviews.ts';
import { aWorld, type Settings, type World } from './world.ts';

/** A world with everybody who looks at each of its effects from outside. */
export async function watchedWorld(seed: number, settings: Settings): Promise<World> {
  const world = await aWorld(seed, settings);
  world.money.check = (call, answer) => checkMoney(world, call, answer);
  if (world.reviews !== undefined) world.watch = watchReviews(world, world.reviews);
  return world;
}
