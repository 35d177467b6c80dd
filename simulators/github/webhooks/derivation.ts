import type { JsonObject } from '../json-schema.ts';
import type { World } from '../operations/world.ts';
import type { SimulatedRepository } from '../repositories.ts';

/** What a payload is derived from. */
export interface Derivation {
  world: World;
  repository: SimulatedRepository;
  example: JsonObject;
}
