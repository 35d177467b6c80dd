import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import { EXECUTOR_RULES } from '../../shared/domain/executors.ts';
import { isTerminal, JOB_GRACE_MS, jobMs, type Run } from '../../shared/domain/run.ts';
import { elapsedMs, type Instant, MINUTE_MS } from '../../shared/domain/time.ts';
import type { FleetMachine } from '../../shared/ports/machine-fleet.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

type Deps = Pick<AdvanceRunDeps, 'clock' | 'runs' | 'mappings' | 'fleet'>;

/** In one message; Fly takes one request a second of each kind for a while only. The others have their turn with the next. */
const MOST_DESTROYED = 20;
/** A machine whose run is over ends by itself, or is being stopped. */
const ENDING_MS = 2 * MINUTE_MS;
/** What ends a run at its deadline goes first. */
const OVERDUE_MS = 10 * MINUTE_MS;

/** Destroys what machines are there without a live run, or for too long; asks for none while no mapping and no run has any. */
export async function sweepMachines(deps: Deps): Promise<string> {
  if (!(await areUsed(deps))) return 'no run has a machine';
  try {
    return await sweep(deps);
  } catch (error) {
    // The next watch asks again.
    if (error instanceof ServiceUnavailable) return `left: ${error.reason}`;
    throw error;
  }
}

async function areUsed({ mappings, runs }: Deps): Promise<boolean> {
  const hasMachine = ({ executor }: Pick<Run, 'executor'>) => EXECUTOR_RULES[executor]?.isSized === true;
  return (await mappings.all()).some(hasMachine) || (await runs.open()).some(hasMachine);
}

async function sweep({ clock, runs, fleet }: Deps): Promise<string> {
  const machines = await fleet.list();
  const now = clock.now();
  let destroyed = 0;
  for (const machine of machines) {
    if (destroyed === MOST_DESTROYED) break;
    const run = machine.runId === '' ? undefined : await runs.read(machine.runId);
    if (isNeeded(machine, run, now)) continue;
    await fleet.destroy(machine.machineId);
    destroyed += 1;
  }
  return `destroyed ${destroyed} of ${machines.length} machines`;
}

/** By its live run, in the version that was made for it, and not beyond its deadline. */
function isNeeded({ executionId, createdAt }: FleetMachine, run: Run | undefined, now: Instant): boolean {
  if (run === undefined) return false;
  if (isTerminal(run.status)) return elapsedMs(run.endedAt ?? run.reservedAt, now) < ENDING_MS;
  if (run.workflowRunId !== undefined && run.workflowRunId !== executionId) return false;
  return elapsedMs(createdAt, now) < jobMs(run) + JOB_GRACE_MS + OVERDUE_MS;
}
