import type { FleetMachine, MachineFleet } from '../../shared/ports/machine-fleet.ts';

export interface FakeMachineFleet extends MachineFleet {
  machines: FleetMachine[];
  /** How often they were asked for. */
  listings: number;
}

/** Machines in memory. */
export function fakeMachineFleet(): FakeMachineFleet {
  const fake: FakeMachineFleet = {
    machines: [],
    listings: 0,
    async list() {
      fake.listings += 1;
      return [...fake.machines];
    },
    async destroy(machineId) {
      fake.machines = fake.machines.filter((machine) => machine.machineId !== machineId);
    },
  };
  return fake;
}
