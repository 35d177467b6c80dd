import type { Run } from './run.ts';

/** The name of a run's machine. Of those that exist in an app, no two have one name: so a second order makes no second machine. */
export function machineNameOf({ runId }: Pick<Run, 'runId'>): string {
  return `ai-implement-${runId.toLowerCase()}`;
}

/** How we name the machine in the version that was made: an update makes another version of it, which is not ours. */
export function machineExecutionId(machine: { machineId: string; version: string }): string {
  return `${machine.machineId}-${machine.version}`;
}

/** The machine in the name above. Fly's ids hold no dash. */
export function machineIdIn(executionId: string): string {
  return executionId.split('-', 1)[0] ?? '';
}
