import { advanceRunMoves } from './advance-run.ts';
import { brokenCheck, type Check } from './checks.ts';
import { dispatchRunMoves } from './dispatch-run.ts';
import { packed } from './packed.ts';
import type { Move, State } from './state.ts';
import { stopMoves } from './stop-all.ts';
import { watchRunsMoves } from './watch-runs.ts';
import { workflowRunMoves } from './workflow-runs.ts';
import { firstState, type World } from './world.ts';

export interface Violation {
  readonly check: Check;
  /** The labels of the moves that lead to it. No schedule is shorter. */
  readonly schedule: readonly string[];
}

export interface SearchResult {
  readonly states: number;
  readonly quietStates: number;
  readonly violation: Violation | null;
}

interface Visit {
  readonly state: State;
  readonly label: string;
  readonly cause: Visit | null;
}

/** Visits every state that can be reached in less than so many moves, nearest first, until one breaks a check. */
export function search(world: World, moveLimit = Number.POSITIVE_INFINITY): SearchResult {
  const first = firstState(world.scenario);
  const seen = new Set([packed(first)]);
  let frontier: Visit[] = [{ state: first, label: '', cause: null }];
  let quietStates = 0;
  for (let moves = 0; frontier.length > 0 && moves < moveLimit; moves += 1) {
    const reached: Visit[] = [];
    for (const visit of frontier) {
      const next = movesFrom(world, visit.state);
      const isQuiet = next.every((move) => move.isFault);
      quietStates += isQuiet ? 1 : 0;
      const check = brokenCheck(visit.state, world, isQuiet);
      if (check) {
        return { states: seen.size, quietStates, violation: { check, schedule: scheduleOf(visit) } };
      }
      reached.push(...fresh(next, seen, visit));
    }
    frontier = reached;
  }
  return { states: seen.size, quietStates, violation: null };
}

function movesFrom(world: World, state: State): Move[] {
  const workflowRuns = workflowRunMoves(world, state);
  const unseen = workflowRuns.find((move) => move.isUnseen);
  if (unseen) {
    return [unseen];
  }
  return [
    ...dispatchRunMoves(world, state),
    ...advanceRunMoves(world, state),
    ...watchRunsMoves(world, state),
    ...stopMoves(world, state),
    ...workflowRuns,
  ];
}

function fresh(moves: readonly Move[], seen: Set<string>, cause: Visit): Visit[] {
  return moves.flatMap(({ next, label }) => {
    const key = packed(next);
    if (seen.has(key)) {
      return [];
    }
    seen.add(key);
    return [{ state: next, label, cause }];
  });
}

function scheduleOf(last: Visit): string[] {
  const labels: string[] = [];
  for (let visit: Visit | null = last; visit?.cause; visit = visit.cause) {
    labels.unshift(visit.label);
  }
  return labels;
}
