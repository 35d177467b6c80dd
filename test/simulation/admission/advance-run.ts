import { settleBudget } from './budgets.ts';
import { releaseRecord, releaseSlot } from './releases.ts';
import {
  at,
  bound,
  idle,
  isLive,
  isOver,
  type Move,
  nameOf,
  type State,
  stepOf,
  withDelivery,
  withEnd,
  withRun,
} from './state.ts';
import { isPlain, type World } from './world.ts';

interface Turn {
  readonly world: World;
  readonly state: State;
  readonly run: number;
}

type Outcome = readonly [effect: string, next: State];

/** What follows a read or a first effect. Where the write repeats what the read asked, the two are one move. */
const steps: Readonly<Record<string, (turn: Turn) => readonly Outcome[]>> = {
  offer: ({ state, run }) => offer(state, run),
  'give up': (turn) => [giveUp(turn)],
  'time out': (turn) => [timeOut(turn)],
  'settle day': ({ state, run }) => [
    ['counts what it cost on the day', goOn(settleBudget(state, 'day', run), run, 'settle ticket')],
  ],
  'settle ticket': ({ state, run }) => [
    ['counts what it cost on its ticket', goOn(settled(settleBudget(state, 'ticket', run), run), run, 'release slot')],
  ],
  'release slot': ({ world, state, run }) => [
    ['releases the slot', goOn(releaseSlot(world, state, run), run, 'release record')],
  ],
  'release record': ({ world, state, run }) => [['releases the record', stop(releaseRecord(world, state, run))]],
};

/**
 * What advance-run can do next. One is enough for one ticket, whose messages are one FIFO group. A crash forgets what it
 * was at: a timer and a stored report stay due while the run is live, and what is left of one that is over is swept.
 */
export function advanceRunMoves(world: World, state: State): Move[] {
  const { step, run } = state.advance;
  if (step === 'idle') {
    const due = state.runs.flatMap((_, index) => dueEvents({ world, state, run: index }).map(named(index)));
    return due.map(([label, next]) => ({ label, next, isFault: false }));
  }
  const moves = stepOf(
    steps,
    step,
  )({ world, state, run })
    .map(named(run))
    .map(([label, next]) => ({ label, next, isFault: false }));
  const crashed = { ...stop(state), faultsLeft: state.faultsLeft - 1 };
  return state.faultsLeft === 0 || isPlain(run)
    ? moves
    : [...moves, { label: `advance-run (run ${nameOf(run)}) crashes before "${step}"`, next: crashed, isFault: true }];
}

function named(run: number): (outcome: Outcome) => Outcome {
  return ([effect, next]) => [`advance-run (run ${nameOf(run)}) ${effect}`, next];
}

function goOn(state: State, run: number, step: string): State {
  return { ...state, advance: { step, run, seen: null } };
}

function stop(state: State): State {
  return { ...state, advance: idle };
}

function settled(state: State, run: number): State {
  return withRun(state, run, { isTold: false });
}

/** What it cost is counted before anything is freed. */
function firstOfEnd({ world }: Turn): string {
  return world.scenario.hasBudget ? 'settle day' : 'release slot';
}

function dueEvents(turn: Turn): Outcome[] {
  const found = at(turn.state.runs, turn.run);
  if (found.isTold) {
    return [['is told that the run is over', goOn(turn.state, turn.run, 'settle day')]];
  }
  const reports = isLive(found) && found.report === 'accepted' ? [applyReport(turn)] : [];
  if (found.isWished && found.lease === null && isUnreported(turn)) {
    return [
      [
        'ends the run that is wanted no more',
        goOn(withEnd(turn.state, turn.run, 'failed'), turn.run, firstOfEnd(turn)),
      ],
    ];
  }
  if (isOver(found) || !found.hasTimer || isPlain(turn.run)) {
    return reports;
  }
  return found.status === 'reserved' ? [...listed(turn), ...notListed(turn)] : [...reports, verdict(turn, 'time out')];
}

/** A look-up at 60 or 180 seconds. GitHub lists late: any workflow run may be found, or not. */
function listed({ state, run }: Turn): Outcome[] {
  return state.workflowRuns.flatMap((workflowRun, id) => {
    const next = workflowRun.run === run ? bound(state, run, id) : null;
    return next ? [[`finds and binds workflow run ${id + 1}`, next] as const] : [];
  });
}

/** The look-up at 180 seconds finds nothing. A `reserved` run changes only when nobody can be dispatching it. */
function notListed(turn: Turn): Outcome[] {
  const { state, run } = turn;
  if (!isStillLost(turn)) {
    return [];
  }
  const { dispatchesTaken, dispatchesAllowed } = at(state.runs, run);
  if (dispatchesAllowed === 1) {
    return [['allows one more dispatch', goOn(withRun(state, run, { dispatchesAllowed: 2 }), run, 'offer')]];
  }
  const end = verdict(turn, 'give up');
  return dispatchesTaken < dispatchesAllowed ? [end, ['offers it once more', goOn(state, run, 'offer')]] : [end];
}

function isStillLost({ world, state, run }: Turn): boolean {
  const { status, workflowRun, lease } = at(state.runs, run);
  return status === 'reserved' && workflowRun === null && (lease === null || world.without === 'lease');
}

/** Sends the candidate again: to whichever of the run's deliveries is free. */
function offer(state: State, run: number): Outcome[] {
  const isFree = (step: string) => ['done', 'waiting', 'cut off'].includes(step);
  const free = state.deliveries.findIndex((delivery) => delivery.run === run && isFree(delivery.step));
  return free < 0
    ? []
    : [['offers the run again', stop(withDelivery(state, free, { step: 'claim slot', seen: null }))]];
}

/** Looks for a stored report before a verdict: rounds are over, or a deadline has passed, rightly or not. */
function verdict(turn: Turn, step: string): Outcome {
  const hasReport = at(turn.state.runs, turn.run).report !== 'none';
  return hasReport && turn.world.without !== 'report first'
    ? applyReport(turn)
    : ['finds no report', goOn(turn.state, turn.run, step)];
}

/** Besides, a verdict is conditional on the mark that an accepted report leaves on the run itself. */
function isUnreported({ world, state, run }: Turn): boolean {
  const isMarkIgnored = world.without === 'report first' || world.without === 'report mark';
  return isMarkIgnored || at(state.runs, run).report !== 'accepted';
}

function giveUp(turn: Turn): Outcome {
  const { state, run } = turn;
  return isStillLost(turn) && isUnreported(turn)
    ? ['fails the run', goOn(withEnd(state, run, 'failed'), run, firstOfEnd(turn))]
    : ['finds the run changed', stop(state)];
}

function timeOut(turn: Turn): Outcome {
  const { state, run } = turn;
  return isLive(at(state.runs, run)) && isUnreported(turn)
    ? ['times the run out', goOn(withEnd(state, run, 'failed'), run, firstOfEnd(turn))]
    : ['finds the run changed', stop(state)];
}

function applyReport(turn: Turn): Outcome {
  const { state, run } = turn;
  return ['ends the run as reported', goOn(withEnd(state, run, 'reported'), run, firstOfEnd(turn))];
}
