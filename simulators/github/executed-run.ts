import type { Actions } from '../actions/start-actions.ts';
import type { LocalClock } from '../clock.ts';
import type { Kept } from '../loopback/loopback-server.ts';
import type { RunTimes } from './run-script.ts';
import { type Stage, Stopped } from './stage.ts';
import type { WorkflowRun } from './workflow-runs.ts';

/** All that a run which executes its workflow file acts with. */
export interface ExecutedRun {
  run: WorkflowRun;
  times: RunTimes;
  clock: Pick<LocalClock, 'now'>;
  stage: Stage;
  /** Undefined where the simulator has no Actions. */
  actions: Pick<Actions, 'play'> | undefined;
  kept: Kept | undefined;
  /** Aborted when the run is cancelled after it began. */
  cancel: AbortSignal;
  /** Aborted when the simulator closes, or the run is cancelled before it began. */
  signal: AbortSignal;
}

/**
 * Executes a run from its queue to its end. One that was in the middle when the simulator closed has failed: its machine
 * is gone.
 */
export async function executeWorkflow(executed: ExecutedRun): Promise<void> {
  const { run, times, clock, stage, actions, kept, cancel, signal } = executed;
  const change = (changes: Partial<WorkflowRun>) => Object.assign(run, changes, { updatedAt: clock.now() });
  if (run.status === 'in_progress') {
    change({ status: 'completed', conclusion: 'failure' });
    return;
  }
  await stage.until(Math.max(run.createdAt, run.updatedAt) + times.startDelayMs, signal);
  if (actions === undefined) throw new Error('this simulator has no Actions that could execute a workflow file');
  const jobs: NonNullable<WorkflowRun['jobs']> = [];
  change({ status: 'in_progress', jobs });
  await kept?.();
  const conclusion = await actions.play(run, { jobs, cancel, halt: signal });
  run.hasPassedGate ||= jobs.some(({ outputs }) => outputs?.['is_admitted'] === 'true');
  if (signal.aborted) throw new Stopped();
  change({ status: 'completed', conclusion });
}
