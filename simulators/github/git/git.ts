import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { buffer } from 'node:stream/consumers';

/** A git command that ended with an error; the message is what git printed. */
export class GitFailure extends Error {
  readonly exitCode: number | null;
  constructor(args: readonly string[], exitCode: number | null, printed: string) {
    super(`git ${args[0]}: ${printed.trim()}`);
    this.name = 'GitFailure';
    this.exitCode = exitCode;
  }
}

interface GitOptions {
  /** Written to its standard input. */
  input?: string | Uint8Array;
  env?: Readonly<Record<string, string>>;
}

/** The environment of every git of the simulator: nothing of the machine's configuration reaches it. */
export function gitEnvironment(): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}

/** Runs git in a bare repository and answers what it printed, byte for byte. Throws `GitFailure`. */
export async function gitBytes(gitDir: string, args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  const env = { ...gitEnvironment(), GIT_DIR: gitDir, ...options.env };
  const child = spawn('git', args, { env, cwd: gitDir, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  // A git that fails early does not read its input; its exit code says so.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input);
  const [exitCode, out, printed] = await Promise.all([ended, buffer(child.stdout), buffer(child.stderr)]);
  if (exitCode !== 0) throw new GitFailure(args, exitCode, String(printed));
  return out;
}

/** As `gitBytes`, for output that is text; without the line end. */
export async function git(gitDir: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  return String(await gitBytes(gitDir, args, options)).replace(/\n$/, '');
}

/** As `git`, where failing is an answer of its own: a name that does not exist, a question that is denied. */
export async function gitMaybe(gitDir: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return await git(gitDir, args);
  } catch (error) {
    if (error instanceof GitFailure) return undefined;
    throw error;
  }
}
