import { machineExecutionId, machineNameOf } from './machine-name.ts';
import type { Run } from './run.ts';

/** What Fly attests of a calling machine, in its words. `sub` is left out: it says the same in one text. */
export interface MachineClaims {
  app_name: string;
  machine_id: string;
  machine_name: string;
  /** An update of the machine, such as another image, makes another version. */
  machine_version: string;
}

/**
 * The first claim that does not fit, if any. The machine must be one of our app, named after the run, and in the version that it says
 * to be; that this is the one which was ordered for the run is the gate's to see.
 */
export function wrongMachineClaim(
  claims: MachineClaims,
  expected: { run: Pick<Run, 'runId'>; app: string; executionId: string },
): keyof MachineClaims | undefined {
  const { machine_id: machineId, machine_version: version } = claims;
  if (claims.app_name !== expected.app) return 'app_name';
  if (claims.machine_name !== machineNameOf(expected.run)) return 'machine_name';
  return machineExecutionId({ machineId, version }) === expected.executionId ? undefined : 'machine_version';
}
