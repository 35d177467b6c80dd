import { at, type State, withRecord, withSlot } from './state.ts';
import type { World } from './world.ts';

/** Frees the slot of a run, only where it names this run. */
export function releaseSlot(world: World, state: State, run: number): State {
  const place = at(world.scenario.places, run);
  const namesRun = state.slots[place]?.run === run;
  return namesRun || world.without === 'release condition' ? withSlot(state, place, null) : state;
}

/** Frees the dispatch record of the run's ticket, only where it names this run. */
export function releaseRecord(world: World, state: State, run: number): State {
  const ticket = at(world.scenario.tickets, run);
  const namesRun = at(state.records, ticket).liveRun === run;
  return namesRun || world.without === 'release condition' ? withRecord(state, ticket, { liveRun: null }) : state;
}
