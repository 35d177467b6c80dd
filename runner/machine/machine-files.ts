import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MACHINE_FILES, MachineOrder } from '../../shared/contract/machine.ts';
import { ConfigurationError } from '../env.ts';

/**
 * Reads what came with the machine, and takes it away: from then on it is in the memory of this process alone, which runs before any
 * other user does. `root`: where the machine's files are; `/` on a machine.
 */
export function takeOrder(root: string): { order: MachineOrder; credentials: string } {
  const [order, credentials] = [join(root, MACHINE_FILES.order), join(root, MACHINE_FILES.credentials)];
  try {
    const taken = { order: readFileSync(order, 'utf8'), credentials: readFileSync(credentials, 'utf8') };
    return { order: MachineOrder.parse(JSON.parse(taken.order)), credentials: taken.credentials };
  } catch {
    throw new ConfigurationError(
      `There must be an order of a run in ${order}, and credentials of the model beside it.`,
    );
  } finally {
    for (const file of [order, credentials]) rmSync(file, { force: true });
  }
}
