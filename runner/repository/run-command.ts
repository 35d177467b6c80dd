import { spawn } from 'node:child_process';

export interface Command {
  file: string;
  args: readonly string[];
  folder: string;
  /** The whole environment of the process. */
  env: Record<string, string>;
  input?: string | Buffer;
  /** Gets standard output as it comes, which is then not kept; what it throws ends the process and rejects. */
  onOutput?: (chunk: Buffer) => void;
  signal: AbortSignal;
  timeoutMs: number;
}

export interface CommandResult {
  /** null when a signal ended it. */
  exitCode: number | null;
  /** Empty where somebody else got it. */
  stdout: Buffer;
  /** The end of it. */
  stderr: string;
}

const LONGEST_STDOUT = 256 * 1024 * 1024;
const LONGEST_STDERR = 16 * 1024;

/** Runs a program without a shell; rejects when it cannot be started, takes too long, or the signal fires. */
export function runCommand(command: Command): Promise<CommandResult> {
  const { promise, resolve, reject } = promiseOf<CommandResult>();
  const child = spawn(command.file, command.args, {
    cwd: command.folder,
    env: command.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    signal: AbortSignal.any([command.signal, AbortSignal.timeout(command.timeoutMs)]),
    killSignal: 'SIGKILL',
  });
  const chunks: Buffer[] = [];
  let size = 0;
  let stderr = '';
  const keep = (chunk: Buffer) => {
    size += chunk.length;
    if (size <= LONGEST_STDOUT) chunks.push(chunk);
    else child.kill('SIGKILL');
  };
  const { onOutput = keep } = command;
  child.stdout.on('data', (chunk: Buffer) => {
    try {
      onOutput(chunk);
    } catch (error) {
      reject(error);
      child.stdout.destroy();
      child.kill('SIGKILL');
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-LONGEST_STDERR);
  });
  child.on('error', (error) => {
    if (command.signal.aborted) reject(command.signal.reason);
    else if (error.name === 'AbortError') reject(new Error(`${command.file} took longer than ${command.timeoutMs} ms`));
    else reject(error);
  });
  child.on('close', (exitCode) => resolve({ exitCode, stdout: Buffer.concat(chunks), stderr }));
  // A process that ends without reading its input breaks the pipe; its exit code says the rest.
  child.stdin.on('error', () => {});
  child.stdin.end(command.input);
  return promise;
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function promiseOf<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((onDone, onFailure) => {
    resolve = onDone;
    reject = onFailure;
  });
  return { promise, resolve, reject };
}
