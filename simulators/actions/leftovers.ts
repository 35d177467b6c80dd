import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * Kills what the steps of a job left running, in whatever process group: like Actions it knows them by a variable of their
 * environment. Where there is no /proc nothing is found.
 */
export function killLeftovers(trackingId: string): void {
  killAll((pid) => environmentOf(pid).includes(`RUNNER_TRACKING_ID=${trackingId}\0`));
}

/** Kills what works in a folder, or was told a path in it. Where there is no /proc nothing is found. */
export function killProcessesIn(folder: string): void {
  killAll((pid) => environmentOf(pid).includes(`=${folder}/`) || `${workingFolderOf(pid)}/`.startsWith(`${folder}/`));
}

/** Signals a process, or a group by its negative id; one that has ended is no error. */
export function signalIfThere(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function killAll(isMeant: (pid: number) => boolean): void {
  for (const pid of processIds()) if (pid !== process.pid && isMeant(pid)) signalIfThere(pid, 'SIGKILL');
}

function processIds(): number[] {
  return orElse([], () => readdirSync('/proc').map(Number).filter(Number.isInteger));
}

/** Of a process of somebody else, or one that has ended, nothing is known. */
function environmentOf(pid: number): string {
  return orElse('', () => readFileSync(`/proc/${pid}/environ`, 'latin1'));
}

function workingFolderOf(pid: number): string {
  return orElse('', () => readlinkSync(`/proc/${pid}/cwd`));
}

function orElse<Known>(nothing: Known, read: () => Known): Known {
  try {
    return read();
  } catch {
    return nothing;
  }
}
