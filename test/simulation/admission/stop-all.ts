import { at, isLive, type Move, nameOf, type State, withEnd, withRun } from './state.ts';
import type { World } from './world.ts';

/** What the admin function does that stops all runs: it pauses the mapping, looks at the slot, and then at the run that it names. */
export function stopMoves(world: World, state: State): Move[] {
  const made = stepOf(world, state);
  return made === null ? [] : [{ label: `the stop ${made[0]}`, next: made[1], isFault: false }];
}

function stepOf(world: World, state: State): readonly [effect: string, next: State] | null {
  const { step, seen } = state.stop;
  switch (step) {
    case 'pause':
      return ['pauses the mapping', goOn(state, 'look')];
    case 'look':
      return ['looks at the slot', goOn(state, 'cancel', state.slots[0]?.run ?? null)];
    case 'cancel':
      return cancel(world, state, seen);
    default:
      return null;
  }
}

function goOn(state: State, step: string, seen: number | null = null): State {
  return { ...state, stop: { step, run: 0, seen } };
}

function cancel(world: World, state: State, run: number | null): readonly [effect: string, next: State] {
  const done = goOn(state, 'done');
  if (run === null) {
    return ['finds no run', done];
  }
  const found = at(state.runs, run);
  if (isLive(found)) {
    return [`wishes run ${nameOf(run)} cancelled`, withRun(done, run, { isWished: true })];
  }
  return found.status === 'absent' && world.without !== 'stop tombstone'
    ? [`puts run ${nameOf(run)} as failed`, withEnd(done, run, 'failed')]
    : [`leaves run ${nameOf(run)} alone`, done];
}
