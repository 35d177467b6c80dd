import { at, isLive, isOver, type Move, type State, withRun, withWorkflowRun } from './state.ts';
import { isPlain, type World } from './world.ts';

/** What GitHub's workflow runs can do next: ask at the gate, work, and report through runner-callback. */
export function workflowRunMoves(world: World, state: State): Move[] {
  return state.workflowRuns.flatMap(({ run, status }, id) => {
    const isUnseen = isOver(at(state.runs, run));
    const happens = ([label, next]: readonly [string, State]) => ({ label, next, isFault: false, isUnseen });
    if (status === 'queued') {
      return [happens(start(world, state, id))];
    }
    if (status === 'working') {
      return [happens(storeReport(state, id))];
    }
    return status === 'reporting' ? [happens(answerReport(state, id)), ...death(state, id)] : [];
  });
}

/** The gate of design section 5: one conditional write on the run. */
function start(world: World, state: State, id: number): readonly [string, State] {
  const { run } = at(state.workflowRuns, id);
  const found = at(state.runs, run);
  if (isLive(found) && (found.workflowRun ?? id) === id) {
    const admitted = {
      workflowRun: id,
      status: 'running',
      hasWorked: world.scenario.hasBudget,
      dispatchesTaken: 0,
      dispatchesAllowed: 0,
    } as const;
    const next = withWorkflowRun(withRun(state, run, admitted), id, { status: 'working', gate: 'passed' });
    return [`workflow run ${id + 1} passes the gate`, next];
  }
  return world.without === 'gate'
    ? [`workflow run ${id + 1} starts unasked`, withWorkflowRun(state, id, { status: 'working', gate: 'stray' })]
    : [`workflow run ${id + 1} is sent away at the gate`, withWorkflowRun(state, id, { status: 'over' })];
}

function storeReport(state: State, id: number): readonly [string, State] {
  const { run, gate } = at(state.workflowRuns, id);
  if (gate === 'stray' || at(state.runs, run).report !== 'none') {
    return [`workflow run ${id + 1} ends`, withWorkflowRun(state, id, { status: 'over' })];
  }
  const next = withWorkflowRun(withRun(state, run, { report: 'stored' }), id, { status: 'reporting' });
  return [`runner-callback stores the report of workflow run ${id + 1}`, next];
}

/** Marks the run as reported unless a verdict has ended it, and answers accordingly. After a crash the runner calls again. */
function answerReport(state: State, id: number): readonly [string, State] {
  const { run } = at(state.workflowRuns, id);
  const report = at(state.runs, run).status === 'failed' ? 'late' : 'accepted';
  const next = withWorkflowRun(withRun(state, run, { report }), id, { status: 'over' });
  return [`runner-callback answers: ${report}`, next];
}

/** A runner that dies never calls again: its report stays stored, and neither marked nor answered. */
function death(state: State, id: number): Move[] {
  const next = { ...withWorkflowRun(state, id, { status: 'over' }), faultsLeft: state.faultsLeft - 1 };
  const label = `workflow run ${id + 1} dies before the answer`;
  return state.faultsLeft === 0 || isPlain(at(state.workflowRuns, id).run)
    ? []
    : [{ label, next, isFault: true, isUnseen: false }];
}
