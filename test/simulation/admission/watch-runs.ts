import { releaseRecord, releaseSlot } from './releases.ts';
import { at, idle, isOver, type Move, nameOf, type State, withEnd, withRun } from './state.ts';
import { isPlain, type World } from './world.ts';

/** What the sweep of watch-runs can do next. It may crash between its effects, and begins afresh a minute later. */
export function watchRunsMoves(world: World, state: State): Move[] {
  const { step, run } = state.watch;
  if (step === 'idle') {
    return [...sweptSlots(world, state), ...sweptTimers(world, state)];
  }
  const who = `watch-runs (run ${nameOf(run)})`;
  const [effect, next] = takeStep(world, state, step, run);
  const move = { label: `${who} ${effect}`, next, isFault: false };
  const crashed = { ...state, watch: idle, faultsLeft: state.faultsLeft - 1 };
  return state.faultsLeft === 0 || isPlain(run)
    ? [move]
    : [move, { label: `${who} crashes before "${step}"`, next: crashed, isFault: true }];
}

function takeStep(world: World, state: State, step: string, run: number): readonly [effect: string, next: State] {
  if (step === 'put tombstone') {
    return at(state.runs, run).status === 'absent'
      ? ['puts the run as failed', goOn(withEnd(state, run, 'failed'), run, 'release slot')]
      : ['finds the run put meanwhile', { ...state, watch: idle }];
  }
  return step === 'release slot'
    ? ['releases the slot', goOn(releaseSlot(world, state, run), run, 'release record')]
    : ['releases the record', { ...releaseRecord(world, state, run), watch: idle }];
}

function goOn(state: State, run: number, step: string): State {
  return { ...state, watch: { step, run, seen: null } };
}

function sweptSlots(world: World, state: State): Move[] {
  return state.slots.flatMap((slot) => {
    if (slot === null) {
      return [];
    }
    const { run, claimedBy } = slot;
    const who = `watch-runs (run ${nameOf(run)})`;
    if (isOver(at(state.runs, run))) {
      const next = goOn(state, run, 'release slot');
      return [{ label: `${who} finds a slot of a run that is over`, next, isFault: false }];
    }
    if (at(state.runs, run).status !== 'absent' || claimedBy !== null) {
      return [];
    }
    const next = goOn(state, run, world.without === 'tombstone' ? 'release slot' : 'put tombstone');
    return [{ label: `${who} finds a slot without a run`, next, isFault: false }];
  });
}

/** A crash between run and timer leaves a `reserved` run that nothing will look at: the sweep puts its timer. */
function sweptTimers(world: World, state: State): Move[] {
  if (world.without === 'timer sweep') {
    return [];
  }
  return state.runs.flatMap(({ status, hasTimer, lease }, run) => {
    const label = `watch-runs (run ${nameOf(run)}) puts the missing timer`;
    const isForgotten = status === 'reserved' && !hasTimer && lease === null;
    return isForgotten ? [{ label, next: withRun(state, run, { hasTimer: true }), isFault: false }] : [];
  });
}
