import { counted, countedOnDay, giveBackStep, settleBudget } from './budgets.ts';
import { releaseRecord, releaseSlot } from './releases.ts';
import {
  at,
  bound,
  hasBudget,
  isOver,
  type Move,
  nameOf,
  type State,
  stepOf,
  withDelivery,
  withEnd,
  withRecord,
  withRun,
  withSlot,
} from './state.ts';
import { isPlain, type World } from './world.ts';

/** A delivery of a candidate, about to take a step. */
interface Turn {
  readonly world: World;
  readonly state: State;
  readonly delivery: number;
  readonly run: number;
  readonly seen: number | null;
}

type Outcome = readonly [effect: string, next: State];

/**
 * The steps of design section 4 in their order. Left out is what decides nothing (the ticket, the context, `RunAdmitted`) or
 * only saves work: the first look at its own run (where runs are counted, it does decide something), and cancelling a workflow run that the gate will send away.
 */
const steps: Readonly<Record<string, (turn: Turn) => readonly Outcome[]>> = {
  'look at run': (turn) => [lookAtRun(turn)],
  'claim slot': (turn) => [claimSlot(turn)],
  'look at mapping': (turn) => [lookAtMapping(turn)],
  'claim record': (turn) => [claimRecord(turn)],
  'count on ticket': ({ state, delivery, run }) => [
    ['counts the run on its ticket', goOn(counted(state, 'ticket', run), delivery, 'count on day')],
  ],
  'count on day': ({ world, state, delivery, run }) => {
    const next = countedOnDay(world, state, run);
    return next
      ? [['counts the run on the day', goOn(next, delivery, 'put run')]]
      : [['finds the budget used up', goOn(state, delivery, giveBackStep(world))]];
  },
  'uncount day': ({ state, delivery, run }) => [
    ['takes its count off the day', goOn(settleBudget(state, 'day', run), delivery, 'uncount ticket')],
  ],
  'uncount ticket': ({ state, delivery, run }) => [
    ['takes its count off the ticket', goOn(settleBudget(state, 'ticket', run), delivery, 'give record back')],
  ],
  'bury on day': ({ state, delivery, run }) => [
    ['takes its count off the day', goOn(settleBudget(state, 'day', run), delivery, 'bury on ticket')],
  ],
  'bury on ticket': ({ state, delivery, run }) => [
    ['takes its count off the ticket', goOn(settleBudget(state, 'ticket', run), delivery, 'release')],
  ],
  'give slot back': ({ world, state, delivery, run }) => [
    ['gives its slot back', leave(releaseSlot(world, state, run), delivery)],
  ],
  'give record back': ({ world, state, delivery, run }) => [
    ['releases the record', goOn(releaseRecord(world, state, run), delivery, 'give slot back')],
  ],
  'put run': (turn) => [putRun(turn)],
  'put timer': ({ state, delivery, run }) => [
    ['puts the timer', goOn(withRun(state, run, { hasTimer: true }), delivery, 'dispatch')],
  ],
  dispatch,
  bind: ({ state, delivery, run, seen }) => [
    ['binds it', leave((seen !== null && bound(state, run, seen)) || state, delivery)],
  ],
  release: ({ world, state, delivery, run }) => [
    ['releases slot and record', leave(releaseRecord(world, releaseSlot(world, state, run), run), delivery)],
  ],
};

/** What the deliveries of candidates can do next. */
export function dispatchRunMoves(world: World, state: State): Move[] {
  return state.deliveries.flatMap(({ step, run, seen }, delivery) => {
    const who = `dispatch-run ${delivery + 1} (run ${nameOf(run)})`;
    if (step === 'done') return [];
    const arrival = arrivalAt(state, delivery, who);
    if (arrival !== undefined) return arrival;
    const outcomes = stepOf(steps, step)({ world, state, delivery, run, seen });
    const moves = outcomes.map(([effect, next]) => ({
      label: `${who} ${effect}`,
      next,
      isFault: next.faultsLeft < state.faultsLeft,
    }));
    if (state.faultsLeft === 0 || isPlain(run)) return moves;
    const crashed = { ...leave(state, delivery, afterCrash(state)), faultsLeft: state.faultsLeft - 1 };
    return [...moves, { label: `${who} crashes before "${step}"`, next: crashed, isFault: true }];
  });
}

/** What becomes of a delivery that is not at work; undefined where it is. */
function arrivalAt(state: State, delivery: number, who: string): Move[] | undefined {
  const { step } = at(state.deliveries, delivery);
  const next = goOn(state, delivery, hasBudget(state) ? 'look at run' : 'claim slot');
  if (step === 'waiting' || step === 'cut off')
    return [{ label: `SQS delivers to ${who}`, next, isFault: step === 'waiting' }];
  if (step !== 'not offered') return undefined;
  return at(state.runs, 0).status === 'failed' ? [{ label: 'the retry is offered', next, isFault: false }] : [];
}

/** What was cut off comes again, or is replayed; slots and records are found by the sweep even if it does not. */
function afterCrash(state: State): string {
  return hasBudget(state) ? 'cut off' : 'waiting';
}

function goOn(state: State, delivery: number, step: string, seen: number | null = null): State {
  return withDelivery(state, delivery, { step, seen });
}

/** Ends a delivery. What it held for a limited time is then free: that time passes before anything else may matter. */
function leave(state: State, delivery: number, step = 'done'): State {
  const runs = state.runs.map((run) => (run.lease === delivery ? { ...run, lease: null } : run));
  const slots = state.slots.map((slot) => (slot?.claimedBy === delivery ? { ...slot, claimedBy: null } : slot));
  return goOn({ ...state, runs, slots }, delivery, step);
}

function lookAtRun(turn: Turn): Outcome {
  const { state, delivery, run } = turn;
  return isOver(at(state.runs, run))
    ? ['finds the run over', bury(turn)]
    : ['finds the run not over', goOn(state, delivery, 'claim slot')];
}

function claimSlot({ world, state, delivery, run }: Turn): Outcome {
  const { bucketOfPlace, places } = world.scenario;
  const place = at(places, run);
  const held = at(state.slots, place);
  const next = world.scenario.hasStop ? 'look at mapping' : 'claim record';
  const claimed = goOn(withSlot(state, place, { run, claimedBy: delivery }), delivery, next);
  if (world.without === 'slot condition') return ['takes the slot unasked', claimed];
  if (held?.run === run) {
    if (world.without === 'claim lease') {
      return ['finds the slot its own', goOn(state, delivery, next)];
    }
    return held.claimedBy === null
      ? ['claims its slot again', claimed]
      : ['finds another delivery at work', leave(state, delivery)];
  }
  const isFull = state.slots.some((slot, other) => slot && bucketOfPlace[other] === bucketOfPlace[place]);
  return isFull ? ['finds no free slot', leave(state, delivery)] : ['claims the slot', claimed];
}

/** Paused meanwhile: the slot is given back, unless an earlier delivery has put the run. */
function lookAtMapping({ world, state, delivery, run }: Turn): Outcome {
  const isPaused = state.stop.step !== 'pause';
  if (!isPaused || world.without === 'mapping look') {
    return ['finds its mapping active', goOn(state, delivery, 'claim record')];
  }
  const isPut = at(state.runs, run).status !== 'absent';
  return [
    'finds its mapping paused',
    isPut ? leaveOrBury({ world, state, delivery, run }) : goOn(state, delivery, giveBackStep(world)),
  ];
}

/** Whoever finds its run over takes back what it counted, if that never worked, and releases. */
function bury({ world, state, delivery, run }: Omit<Turn, 'seen'>): State {
  const isCounted = hasBudget(state) && !at(state.runs, run).hasWorked && world.without !== 'budget of a tombstone';
  return goOn(state, delivery, isCounted ? 'bury on day' : 'release');
}

function leaveOrBury(turn: Omit<Turn, 'seen'>): State {
  const isBuried = hasBudget(turn.state) && isOver(at(turn.state.runs, turn.run));
  return isBuried ? bury(turn) : leave(turn.state, turn.delivery);
}

/** Whether the 24-hour rule, all of whose time is "now" here, lets the run in. */
function isLetIn({ world, state, run }: Turn): boolean {
  const { is24HourRuleOn, isRetry, tickets } = world.scenario;
  const { lastRun } = at(state.records, at(tickets, run));
  return !is24HourRuleOn || lastRun === null || (isRetry && run === 1 && lastRun === 0);
}

/** A record that names a run that is over is free: a delivery reads that run, and replaces on `liveRunId = :old`. */
function claimRecord(turn: Turn): Outcome {
  const { world, state, delivery, run } = turn;
  const ticket = at(world.scenario.tickets, run);
  const { liveRun } = at(state.records, ticket);
  const next = world.scenario.hasBudget ? 'count on ticket' : 'put run';
  const claimed = goOn(withRecord(state, ticket, { liveRun: run, lastRun: run }), delivery, next);
  if (liveRun === run) {
    return ['finds the record its own', goOn(state, delivery, next)];
  }
  if (world.without === 'record condition') {
    return ['takes the record unasked', claimed];
  }
  if (liveRun !== null && !isOver(at(state.runs, liveRun))) {
    return ['finds another run on the record', goOn(state, delivery, 'give slot back')];
  }
  return isLetIn(turn)
    ? ['claims the record', claimed]
    : ['is refused by the 24-hour rule', goOn(state, delivery, 'give slot back')];
}

function putRun({ world, state, delivery, run }: Turn): Outcome {
  const lease = world.without === 'lease' ? null : delivery;
  const found = at(state.runs, run);
  if (found.status === 'absent') {
    const put = { status: 'reserved', lease, dispatchesTaken: 1, dispatchesAllowed: 1 } as const;
    return ['puts the run', goOn(withRun(state, run, put), delivery, isPlain(run) ? 'dispatch' : 'put timer')];
  }
  if (isOver(found)) {
    return ['finds the run over', bury({ world, state, delivery, run })];
  }
  if (found.status === 'reserved' && found.lease === null && found.dispatchesTaken < found.dispatchesAllowed) {
    const taken = withRun(state, run, { lease, dispatchesTaken: found.dispatchesTaken + 1 });
    return ['takes the next dispatch', goOn(taken, delivery, 'put timer')];
  }
  return ['leaves the run alone', leave(state, delivery)];
}

function dispatch({ state, delivery, run }: Turn): readonly Outcome[] {
  const refused = refusedByGitHub(state, delivery, run);
  const id = state.workflowRuns.length;
  const gate = isOver(at(state.runs, run)) ? 'vain' : 'ahead';
  const workflowRun = { run, status: 'queued', gate } as const;
  const created = { ...state, workflowRuns: [...state.workflowRuns, workflowRun] };
  const answered: Outcome = [`makes workflow run ${id + 1}`, goOn(created, delivery, 'bind', id)];
  if (isPlain(run)) {
    return [answered];
  }
  if (state.faultsLeft === 0) {
    return [refused, answered];
  }
  const lost = { faultsLeft: state.faultsLeft - 1 };
  return [
    refused,
    answered,
    [`makes workflow run ${id + 1}, the answer is lost`, leave({ ...created, ...lost }, delivery)],
    ['dispatches, and the request is lost', leave({ ...state, ...lost }, delivery)],
  ];
}

/** A refusal fails the run, unless a workflow run of an earlier round has started meanwhile. */
function refusedByGitHub(state: State, delivery: number, run: number): Outcome {
  const { status, workflowRun } = at(state.runs, run);
  return status === 'reserved' && workflowRun === null
    ? ['is refused by GitHub, fails the run', goOn(withEnd(state, run, 'failed'), delivery, 'release')]
    : ['is refused by GitHub, finds the run started', leave(state, delivery)];
}
