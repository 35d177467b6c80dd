import type { Actions } from '../actions/start-actions.ts';
import type { LocalClock } from '../clock.ts';
import type { Kept } from '../loopback/loopback-server.ts';
import type { CallbackProblem } from './callbacks.ts';
import { executeWorkflow } from './executed-run.ts';
import type { RunIdentity } from './run-identity.ts';
import { type BehaviourOf, DEFAULT_TIMES, type RunBehaviour, type RunScript, type RunTimes } from './run-script.ts';
import { playRun } from './simulated-run.ts';
import { type Stage, stage } from './stage.ts';
import type { GitHubState, WorkflowRun } from './workflow-runs.ts';

export interface SimulatedRuns {
  /** Lets the run play; `gate` settles when its call of start was answered, or it stopped before. */
  begin(run: WorkflowRun): { behaviour: RunBehaviour; gate: Promise<void> };
  cancel(run: WorkflowRun): void;
  /** Lets a run that is over play again, as a person does by hand: the same run, its next attempt. */
  rerun(run: WorkflowRun): void;
  stage: Stage;
  problems: CallbackProblem[];
  close(): void;
}

export interface SimulatedRunsSettings {
  clock: Pick<LocalClock, 'now' | 'at'>;
  state: () => GitHubState;
  webUrl: string;
  behaviourOf: BehaviourOf;
  times: Partial<RunTimes>;
  identityOf: RunIdentity;
  /** Called when a run is over, with its conclusion. */
  completed(run: WorkflowRun): void;
  /** Executes the runs whose behaviour is `workflow`. */
  actions?: Pick<Actions, 'play'> | undefined;
  /** A run that is at work is known to be, whatever happens to the simulator. */
  kept?: Kept | undefined;
}

/** Plays the dispatched workflow runs, each by the script that its inputs choose. */
export function simulatedRuns(settings: SimulatedRunsSettings): SimulatedRuns {
  const { clock } = settings;
  const theStage = stage(clock);
  let isClosed = false;
  const stops = new Map<number, AbortController>();
  const cancels = new Map<number, AbortController>();
  const problems: CallbackProblem[] = [];
  const begin = (run: WorkflowRun) => {
    const stop = isClosed ? aborted() : new AbortController();
    stops.set(run.id, stop);
    cancels.delete(run.id);
    const { behaviour, times } = script(settings, run);
    const { promise: gate, resolve } = Promise.withResolvers<void>();
    const common = { run, times, clock, stage: theStage, signal: stop.signal };
    if (behaviour === 'workflow') {
      const cancel = new AbortController();
      cancels.set(run.id, cancel);
      const { actions, kept } = settings;
      theStage.play(async () => {
        await executeWorkflow({ ...common, actions, kept, cancel: cancel.signal }).finally(resolve);
        settings.completed(run);
      });
      return { behaviour, gate };
    }
    const tools = {
      ...common,
      behaviour,
      openPullRequest: () => pullRequestUrl(settings, run),
      gateAnswered: resolve,
      identity: () => settings.identityOf(run),
      note: (problem: CallbackProblem) => void problems.push(problem),
    };
    theStage.play(async () => {
      await playRun(tools).finally(resolve);
      // One that never starts, or was cancelled, is not over by that.
      if (run.status === 'completed' && !stop.signal.aborted) settings.completed(run);
    });
    return { behaviour, gate };
  };
  return {
    stage: theStage,
    problems,
    begin,
    rerun(run) {
      if (run.status !== 'completed') throw new Error(`workflow run ${run.id} is not over`);
      const now = clock.now();
      Object.assign(run, { status: 'queued', conclusion: null, attempt: run.attempt + 1, updatedAt: now });
      begin(run);
    },
    cancel(run) {
      const cancel = cancels.get(run.id);
      if (cancel !== undefined && run.status === 'in_progress') return cancel.abort();
      Object.assign(run, { status: 'completed', conclusion: 'cancelled', updatedAt: clock.now() });
      stops.get(run.id)?.abort();
      settings.completed(run);
    },
    close() {
      isClosed = true;
      for (const stop of stops.values()) stop.abort();
    },
  };
}

function aborted(): AbortController {
  const controller = new AbortController();
  controller.abort();
  return controller;
}

function script({ behaviourOf, times, state }: SimulatedRunsSettings, run: WorkflowRun) {
  const chosen = behaviourOf(run.inputs);
  const given: RunScript = typeof chosen === 'string' ? { behaviour: chosen } : chosen;
  const { times: own = {} } = given;
  return { behaviour: thisTime(state(), run, given), times: { ...DEFAULT_TIMES, ...times, ...own } };
}

/** `dies-once` is decided anew for each run of a ticket; a run that goes on after a restart stays the one that dies. */
function thisTime(
  state: GitHubState,
  run: WorkflowRun,
  { behaviour, afterDeath = 'succeeds' }: RunScript,
): RunBehaviour {
  if (behaviour !== 'dies-once') return behaviour;
  const ticket = run.inputs['ticket_id'] ?? '';
  const runId = run.inputs['run_id'] ?? '';
  state.diedOnce[ticket] ??= runId;
  return state.diedOnce[ticket] === runId ? 'dies' : afterDeath;
}

function pullRequestUrl({ state, webUrl }: SimulatedRunsSettings, run: WorkflowRun): string {
  const { nextPull } = state();
  const number = nextPull[run.repository] ?? 1;
  nextPull[run.repository] = number + 1;
  return `${webUrl}/${run.repository}/pull/${number}`;
}
