import { at, isLive, isOver, type State } from './state.ts';
import type { World } from './world.ts';

/** What must never be, by the sentence that a schedule is reported under. */
const forbidden = {
  'a bucket is over its limit': (state: State, { scenario: { bucketOfPlace } }: World) => {
    const inUse = bucketOfPlace.filter((_, place) => state.slots[place]);
    return new Set(inUse).size < inUse.length;
  },
  'a live run holds no slot': (state: State, { scenario: { places } }: World) =>
    state.runs.some((run, index) => isLive(run) && state.slots[at(places, index)]?.run !== index),
  'a ticket has two live runs': (state: State, { scenario: { tickets } }: World) =>
    tickets[0] === tickets[1] && state.runs.every(isLive),
  'a live run is not on its dispatch record': (state: State, { scenario: { tickets } }: World) =>
    state.runs.some((run, index) => isLive(run) && at(state.records, at(tickets, index)).liveRun !== index),
  'a ticket is dispatched twice within 24 hours': (
    state: State,
    { scenario: { is24HourRuleOn, isRetry, tickets } }: World,
  ) =>
    is24HourRuleOn &&
    !isRetry &&
    tickets[0] === tickets[1] &&
    new Set(state.workflowRuns.map(({ run }) => run)).size > 1,
  'a workflow run works that the gate would have sent away': (state: State) =>
    state.workflowRuns.some(({ gate }) => gate === 'stray'),
  'two workflow runs of one run pass the gate': (state: State) =>
    hasTwice(state.workflowRuns.filter(({ gate }) => gate === 'passed').map(({ run }) => run)),
  'a second workflow run exists without a lost answer or crash': (state: State, { scenario }: World) =>
    state.faultsLeft === scenario.faults && hasTwice(state.workflowRuns.map(({ run }) => run)),
  'a workflow run is made for a run that is over, without a lost answer or crash': (
    state: State,
    { scenario }: World,
  ) => state.faultsLeft === scenario.faults && state.workflowRuns.some(({ gate }) => gate === 'vain'),
  'a run is live that a stop did not meet': ({ runs, stop }: State) =>
    stop.step === 'done' && runs.some((run) => isLive(run) && !run.isWished),
  'a day costs more than its budget allows': ({ runs }: State, { scenario: { hasBudget } }: World) =>
    hasBudget && runs.every((run) => isLive(run) || run.hasWorked),
  'a live run is not counted': ({ runs, budgets }: State, { scenario: { hasBudget } }: World) =>
    hasBudget &&
    runs.some(
      (run, index) => isLive(run) && Object.values(budgets).some(({ counted }) => at(counted, index) === 'none'),
    ),
  'what a run cost is not counted': ({ runs, budgets }: State) =>
    runs.some(
      (run, index) => run.hasWorked && Object.values(budgets).some(({ counted }) => at(counted, index) === 'none'),
    ),
  'an accepted report is overridden by a verdict': (state: State) =>
    state.runs.some(({ report, status }) => report === 'accepted' && status === 'failed'),
};

/** What must not be left when nothing but faults can happen any more. */
const leftBehind = {
  'a slot is left behind': (state: State) => state.slots.some((slot) => slot !== null),
  'a live run is left behind': (state: State) => state.runs.some(isLive),
  'a budget holds what nobody spends': ({ budgets }: State) =>
    [budgets.ticket, budgets.day].some(({ counted }) => counted.includes('held')),
  'a live dispatch record is left behind': (state: State) =>
    state.records.some(({ liveRun }) => liveRun !== null && !isOver(at(state.runs, liveRun))),
};

export type Check = keyof typeof forbidden | keyof typeof leftBehind;

/** The check that a state breaks, if any. `isQuiet`: nothing but faults can happen any more. */
export function brokenCheck(state: State, world: World, isQuiet: boolean): Check | null {
  const broken = Object.entries(forbidden).find(([, isBroken]) => isBroken(state, world));
  const left = isQuiet ? Object.entries(leftBehind).find(([, isBroken]) => isBroken(state)) : undefined;
  return ((broken ?? left)?.[0] ?? null) as Check | null;
}

function hasTwice(values: readonly number[]): boolean {
  return new Set(values).size < values.length;
}
