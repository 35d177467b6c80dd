import { instant } from '../../domain/time.ts';
import type { MachineFleet } from '../../ports/machine-fleet.ts';
import { answered, understood } from './fly-answer.ts';
import { type FlyApiSettings, flyApi } from './fly-api.ts';
import { executionIdOf, isThere, Machines, metadataOf, RUN_KEY, STACK_KEY } from './machine.ts';

export interface FlyFleetSettings extends FlyApiSettings {
  /** By which a machine says whose it is. */
  stack: string;
  /** Epoch milliseconds. @default Date.now */
  now?: () => number;
}

/** The machines of one deployment in its app, which others may share. */
export function flyFleet({ stack, now = Date.now, ...settings }: FlyFleetSettings): MachineFleet {
  const ask = flyApi(settings);
  return {
    async list() {
      const answer = await answered(ask('GET', `?metadata.${STACK_KEY}=${encodeURIComponent(stack)}`), now);
      const machines = answer.status === 404 ? [] : understood(Machines, answer);
      // What the filter lets through is looked at: a machine of another deployment is none of ours to end.
      const ours = machines.filter((machine) => metadataOf(machine)[STACK_KEY] === stack && isThere(machine));
      return ours.map((machine) => ({
        machineId: machine.id,
        executionId: executionIdOf(machine),
        runId: metadataOf(machine)[RUN_KEY] ?? '',
        createdAt: instant(Date.parse(machine.created_at ?? '') || now()),
      }));
    },
    async destroy(machineId) {
      await answered(ask('DELETE', `/${machineId}?force=true`), now);
    },
  };
}
