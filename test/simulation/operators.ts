import {
  bucketIdOf,
  type MappingSettings,
  type MappingState,
  type ProjectMapping,
} from '../../shared/domain/mapping.ts';
import { HOUR_MS, plus } from '../../shared/domain/time.ts';
import { removeMapping } from './functions.ts';
import { PLENTY_USD, raiseSome } from './raisers.ts';
import { isStop, STOPS, undoAll } from './stops.ts';
import { aTeamMapping, TEAMS, type World } from './world.ts';

/** What admins do to a project mapping, and how often beside what people do to tickets. */
export const OPERATIONS = {
  ...{ pause: 1, resume: 1, limit: 1, planning: 0.5, repository: 3, 'delete mapping': 1.5 },
  ...{ cancel: 0.5, 'cancel mapping': 0.25, stop: 0.5, 'undo stop': 2, raise: 1 },
};
export type Operation = keyof typeof OPERATIONS;

export function isOperation(move: string): move is Operation {
  return Object.hasOwn(OPERATIONS, move);
}

/** One thing that an admin does to one of the mappings. */
export async function operate(world: World, operation: Operation): Promise<void> {
  if (isStop(operation)) return void STOPS[operation](world);
  if (operation === 'raise') return void raiseSome(world);
  const mapping = world.random.pick(await world.fakes.mappings.all());
  if (mapping === undefined) return;
  if (operation === 'delete mapping') return deleteForAWhile(world, mapping);
  // Each of these decides what was right for plans that stand already.
  if (operation === 'planning') world.deeds.changedMappings.add(mapping.mappingId);
  return saveMapping(world, { ...mapping, ...changeOf(world, operation, mapping) });
}

function changeOf(
  { random }: World,
  operation: Exclude<Operation, 'delete mapping' | 'raise' | keyof typeof STOPS>,
  mapping: ProjectMapping,
): Partial<MappingSettings & MappingState> {
  switch (operation) {
    case 'pause':
      return { paused: !mapping.paused, stopId: undefined, suspended: undefined };
    case 'resume':
      return { paused: false, stopId: undefined, suspended: undefined };
    case 'limit':
      return { maxInProgress: 1 + random.below(3) };
    case 'planning':
      return random.chance(0.5)
        ? { planningEnabled: !mapping.planningEnabled }
        : { autoApprovePlans: !mapping.autoApprovePlans };
    case 'repository':
      return { repo: mapping.repo === 'backend' ? 'frontend' : 'backend' };
  }
}

/** Deleting is refused while a run is in flight; another mapping of the same team is made within an hour. */
function deleteForAWhile(world: World, { mappingId }: ProjectMapping): void {
  world.deeds.changedMappings.add(mappingId);
  void removeMapping(world, mappingId);
  const at = plus(world.fakes.clock.now(), world.random.below(HOUR_MS));
  world.lateEffects.push({ at, run: () => makeMissing(world) });
}

async function saveMapping(world: World, mapping: ProjectMapping): Promise<void> {
  const { mappings, buckets, clock } = world.fakes;
  const { mappingId, tracker, maxInProgress: limit } = mapping;
  if (!mapping.paused) world.stopped.since = undefined;
  await mappings.save({ ...mapping, updatedAt: clock.now() });
  await buckets.saveLimit({ bucketId: bucketIdOf(mapping), tracker, limit });
  await world.monitor.afterCall({ method: 'saveLimit', args: [] }, undefined);
  world.note('admin', `saves ${mappingId}: ${mapping.repo}, limit ${limit}, ${mapping.paused ? 'paused' : 'active'}`);
}

/** A team whose mapping was deleted gets another one, under an id of its own. */
async function makeMissing(world: World): Promise<string> {
  const { fakes, random } = world;
  const all = await fakes.mappings.all();
  const covered = new Set(all.map(bucketIdOf));
  const missing = TEAMS.filter((teamKey) => !covered.has(`linear#${teamKey}`));
  for (const teamKey of missing) await saveMapping(world, aTeamMapping(teamKey, fakes.ids.ulid(), random));
  return `mappings made: ${missing.join(' ')}`;
}

const PLENTY = { budgetUsdPerTicket: PLENTY_USD, budgetUsdPerDay: PLENTY_USD };

/** Admins resume what was held, make what was deleted anew, and let no budget hold anybody any more. */
export async function resumeAll(world: World): Promise<void> {
  await undoAll(world);
  await makeMissing(world);
  for (const mapping of await world.fakes.mappings.all()) {
    if (mapping.paused || mapping.suspended !== undefined || mapping.budgetUsdPerDay < PLENTY_USD)
      await saveMapping(world, { ...mapping, ...PLENTY, paused: false, stopId: undefined, suspended: undefined });
  }
}
