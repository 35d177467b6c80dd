import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { EXIT, type ExitCode } from '../process/exit-codes.ts';

/** How a stage is started. */
export interface StageStart {
  /** The arguments of this very program. */
  args: readonly string[];
  folder: string;
  env: Record<string, string>;
  stdin: string;
  /** The user that it becomes; undefined: ours, without any wall between stages. */
  uid: number | undefined;
  /** Folders that are empty for it. */
  masked: readonly string[];
  /** After so long it is killed, with all that it left. */
  limitMs: number;
  /** Tells it to end in order. */
  signal: AbortSignal;
}

/**
 * The first program of the stage's own process namespace ends all others with its own end, in whatever session they hide. Folders are
 * masked while we are still root; then the user is another, for good. https://man7.org/linux/man-pages/man1/setpriv.1.html
 */
const BECOME = `set -e
uid="$1"; shift
while [ "$1" != -- ]; do mount -t tmpfs -o mode=0700 none "$1"; shift; done
shift
mount -t tmpfs -o mode=1777 none /dev/shm
exec setpriv --reuid "$uid" --regid "$uid" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all --pdeathsig KILL -- "$@"`;

const NAMESPACES = ['--pid', '--fork', '--kill-child', '--mount', '--mount-proc', '--ipc'];

/** Runs this very program as one stage, and waits until it ended and nothing of it is left. */
export function runStageProcess(start: StageStart): Promise<ExitCode> {
  const program = [process.execPath, process.argv[1] ?? '', ...start.args];
  const walled = ['unshare', ...NAMESPACES, '--', 'sh', '-c', BECOME, 'sh', String(start.uid), ...start.masked, '--'];
  const [command = '', ...args] = start.uid === undefined ? program : [...walled, ...program];
  const child = spawn(command, args, {
    cwd: start.folder,
    env: start.env,
    stdio: ['pipe', 'inherit', 'inherit'],
    detached: true,
  });
  const send = (signal: NodeJS.Signals) => {
    const pid = start.uid === undefined ? child.pid : onlyChildOf(child.pid);
    quietly(() => pid !== undefined && process.kill(pid, signal));
  };
  const end = () => send('SIGTERM');
  start.signal.addEventListener('abort', end, { once: true });
  const killing = setTimeout(() => killAll(child.pid, send), start.limitMs);
  child.stdin.on('error', () => {});
  child.stdin.end(start.stdin);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    // Not `close`: what the stage left may hold its output open.
    child.on('exit', (code) => {
      clearTimeout(killing);
      start.signal.removeEventListener('abort', end);
      killAll(child.pid, () => {});
      resolve(Object.values(EXIT).find((exit) => exit === code) ?? EXIT.unreported);
    });
  });
}

/** Of `unshare`: the first program of the namespace, which hears no other way. */
function onlyChildOf(pid: number | undefined): number | undefined {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    return child === undefined || child === '' ? undefined : Number(child);
  } catch {
    return undefined;
  }
}

function killAll(pid: number | undefined, send: (signal: NodeJS.Signals) => void): void {
  send('SIGKILL');
  quietly(() => pid !== undefined && process.kill(-pid, 'SIGKILL'));
}

function quietly(act: () => unknown): void {
  try {
    act();
  } catch {
    // It has ended already.
  }
}
