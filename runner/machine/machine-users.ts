import { spawnSync } from 'node:child_process';
import { StageFailure } from '../stages/stage-failure.ts';

/** The users of a machine; they need no entry anywhere, and no image has files of theirs. */
export interface MachineUsers {
  admit: number | undefined;
  /** Also that of the checkout. */
  agent: number | undefined;
  /** Also that of planning. */
  publish: number | undefined;
}

const USERS: MachineUsers = { admit: 64_201, agent: 64_202, publish: 64_203 };
const ONE_USER: MachineUsers = { admit: undefined, agent: undefined, publish: undefined };

export function machineUsers(isWalled: boolean): MachineUsers {
  return isWalled ? USERS : ONE_USER;
}

/** Throws where stages could reach each other: then no foreign code is to run. */
export function requireWalls(): void {
  const tried = spawnSync('unshare', [
    '--pid',
    '--fork',
    '--mount',
    '--mount-proc',
    '--ipc',
    '--',
    'setpriv',
    '--version',
  ]);
  if (process.getuid?.() === 0 && tried.status === 0) return;
  const why = process.getuid?.() === 0 ? String(tried.stderr ?? tried.error).trim() : 'its first program is not root';
  throw new StageFailure('machine_without_walls', why);
}
