import type { Instant } from '../domain/time.ts';

/** A machine of ours. */
export interface FleetMachine {
  machineId: string;
  /** As its run names it, in the version that it has now. */
  executionId: string;
  runId: string;
  createdAt: Instant;
}

/** All machines of this deployment. Both throw `ServiceUnavailable` where they cannot be asked for. */
export interface MachineFleet {
  /** Those that are there; may lag behind. */
  list(): Promise<FleetMachine[]>;
  /** At once, whatever it does; one that is gone is no error. */
  destroy(machineId: string): Promise<void>;
}
