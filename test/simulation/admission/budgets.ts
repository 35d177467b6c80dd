import { at, type State, withCount } from './state.ts';
import type { World } from './world.ts';

/** The first of what an admission takes back that is not finished. */
export function giveBackStep({ scenario, without }: World): string {
  return scenario.hasBudget && without !== 'budget given back' ? 'uncount day' : 'give record back';
}

/** Counted once, however often it is tried. */
export function counted(state: State, of: keyof State['budgets'], run: number): State {
  return at(state.budgets[of].counted, run) === 'none' ? withCount(state, of, run, 'held') : state;
}

/**
 * Counts what a run that is over cost in place of its cap, on the day first and then on the ticket, which says where the rest is. A run that never passed the gate cost nothing.
 */
export function settleBudget(state: State, of: keyof State['budgets'], run: number): State {
  if (at(state.budgets[of].counted, run) !== 'held') {
    return state;
  }
  return withCount(state, of, run, at(state.runs, run).hasWorked ? 'kept' : 'none');
}

/** The budget is that of one run: while anything is counted, nobody else is, and there is no next state. */
export function countedOnDay(world: World, state: State, run: number): State | null {
  const { counted: counts } = state.budgets.day;
  const isOwn = at(counts, run) !== 'none';
  const isSpent = counts.some((count) => count !== 'none');
  return isOwn || !isSpent || world.without === 'budget condition' ? counted(state, 'day', run) : null;
}
