import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { signalIfThere } from './leftovers.ts';

export interface ProcessOrder {
  command: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  onLine(line: string): void;
  /** Asks the process group to end: SIGINT, then SIGTERM, then SIGKILL. */
  stop: AbortSignal;
  /** Kills the process group at once. */
  halt: AbortSignal;
}

/** How long a stopped step has after SIGINT, and then after SIGTERM; real milliseconds, as in Actions. */
const STOP_WAITS_MS = { interrupt: 7500, terminate: 2500 };

/** Children that outlive their step may hold its output open; their lines are read no longer than this. */
const DRAIN_MS = 500;

/** Runs one process in a group of its own and answers its exit code; null when a signal ended it. */
export async function runProcess(order: ProcessOrder): Promise<number | null> {
  const { command, args, cwd, env } = order;
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const read = [child.stdout, child.stderr].map((input) => {
    const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }).on('line', order.onLine);
    return new Promise<void>((resolve) => lines.once('close', resolve));
  });
  const calm = escalation(child, order);
  try {
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once('error', reject).once('exit', resolve),
    );
    await within(DRAIN_MS, Promise.all(read));
    return code;
  } finally {
    calm();
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/** Passes the signals on to the group; answers a function that ends this. */
function escalation(child: ChildProcess, { stop, halt }: ProcessOrder): () => void {
  const timers: NodeJS.Timeout[] = [];
  const halted = () => signalGroup(child, 'SIGKILL');
  const stopped = () => {
    signalGroup(child, 'SIGINT');
    const { interrupt, terminate } = STOP_WAITS_MS;
    timers.push(setTimeout(() => signalGroup(child, 'SIGTERM'), interrupt));
    timers.push(setTimeout(() => signalGroup(child, 'SIGKILL'), interrupt + terminate));
  };
  if (halt.aborted) halted();
  else halt.addEventListener('abort', halted, { once: true });
  if (stop.aborted) stopped();
  else stop.addEventListener('abort', stopped, { once: true });
  return () => {
    for (const timer of timers) clearTimeout(timer);
    halt.removeEventListener('abort', halted);
    stop.removeEventListener('abort', stopped);
  };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid !== undefined) signalIfThere(-pid, signal);
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, over]);
  clearTimeout(timer);
}
