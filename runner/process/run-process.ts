import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/** Between asking a process group to end and ending it. */
const GRACE_MS = 3000;
/** How long output may still come after the process itself has ended: whoever holds the pipe then is not waited for. */
const DRAIN_MS = 1000;

export interface ProcessSpec {
  command: string;
  args: readonly string[];
  cwd: string;
  /** The whole environment: nothing is inherited. */
  env: Record<string, string>;
  stdin?: string;
  signal: AbortSignal;
  timeoutMs: number;
  /** What asks the group to end. @default SIGTERM */
  stopSignal?: NodeJS.Signals;
  /** Characters of output that are kept: the last ones. */
  keepOutput?: number;
  /** Gets each line of standard output, which is then not kept. */
  onLine?: (line: string) => void;
}

export interface ProcessEnd {
  /** Null when a signal ended it, or when it could not be started. */
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The end of what it wrote. */
  output: string;
  /** Why we ended it; undefined when it ended by itself. */
  stoppedBy: 'timeout' | 'abort' | undefined;
}

/**
 * Runs a program in a process group of its own, and ends the whole group: when the time is up, when `signal` says so, and
 * also after the program has ended by itself, so that nothing it left behind goes on.
 */
export async function runProcess(spec: ProcessSpec): Promise<ProcessEnd> {
  if (spec.signal.aborted) return { code: null, signal: null, output: '', stoppedBy: 'abort' };
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: spec.env,
    detached: true,
    stdio: [spec.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  const tail = keepTail(spec.keepOutput ?? 8000);
  listen(child, spec.onLine, tail.add);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = stopWhenDue(child, spec);
  const end = await ended(child, tail.add);
  await Promise.race([closed, delay(DRAIN_MS, undefined, { ref: false })]);
  killGroup(child, 'SIGKILL');
  child.stdout?.destroy();
  child.stderr?.destroy();
  return { ...end, output: tail.text(), stoppedBy: stop.end() };
}

function listen(child: ChildProcess, onLine: ProcessSpec['onLine'], keep: (text: string) => void): void {
  child.stderr?.setEncoding('utf8').on('data', keep);
  if (child.stdout === null) return;
  if (onLine === undefined) child.stdout.setEncoding('utf8').on('data', keep);
  else createInterface({ input: child.stdout }).on('line', onLine);
}

function ended(child: ChildProcess, keep: (text: string) => void) {
  return new Promise<Pick<ProcessEnd, 'code' | 'signal'>>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => {
      keep(error.message);
      resolve({ code: null, signal: null });
    });
  });
}

/** Writes standard input, and ends the group at the time limit or when told; `end` says which of them it was. */
function stopWhenDue(child: ChildProcess, { stdin, signal, timeoutMs, stopSignal = 'SIGTERM' }: ProcessSpec) {
  let stoppedBy: ProcessEnd['stoppedBy'];
  let killer: NodeJS.Timeout | undefined;
  const stop = (by: 'timeout' | 'abort') => {
    if (stoppedBy !== undefined) return;
    stoppedBy = by;
    killGroup(child, stopSignal);
    killer = setTimeout(() => killGroup(child, 'SIGKILL'), GRACE_MS);
  };
  const onAbort = () => stop('abort');
  const timer = setTimeout(() => stop('timeout'), timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  // A program that ends before it has read all of its input is judged by how it ended, not by the broken pipe.
  child.stdin?.on('error', () => {});
  child.stdin?.end(stdin ?? '');
  return {
    end() {
      clearTimeout(timer);
      clearTimeout(killer);
      signal.removeEventListener('abort', onAbort);
      return stoppedBy;
    },
  };
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function keepTail(limit: number) {
  let kept = '';
  return {
    add: (text: string) => {
      kept = (kept + text).slice(-limit);
    },
    text: () => kept,
  };
}
