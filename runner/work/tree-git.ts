import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { MINUTE_MS } from '../../shared/domain/time.ts';

const LONGEST_MS = 5 * MINUTE_MS;
const MOST_OUTPUT = 512 * 1024 * 1024;

/** Whatever the configuration of the checkout became. */
const SAFE = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'safe.directory=*', 'core.quotePath=false'];

interface TreeGitOptions {
  input?: string;
  env?: Record<string, string>;
  /** @default the checkout */
  folder?: string;
}

/** Git in a checkout. Paths that end in NUL bytes go in and out as `latin1`, so that every name of a file survives. */
export interface TreeGit {
  /** Standard output as text; throws when git fails. */
  text(args: readonly string[], options?: TreeGitOptions): Promise<string>;
  /** Fields that end in NUL bytes, as `latin1`; throws when git fails. */
  list(args: readonly string[], options?: TreeGitOptions): Promise<string[]>;
  /** As `list`, and none where git fails. */
  listIfAny(args: readonly string[], options?: TreeGitOptions): Promise<string[]>;
}

const run = promisify(execFile);

/** `environment`: what git sees of this machine besides. */
export function treeGit(folder: string, environment: Record<string, string>): TreeGit {
  const output = async (args: readonly string[], { input, env, folder: cwd = folder }: TreeGitOptions = {}) => {
    const config = SAFE.flatMap((setting) => ['-c', setting]);
    const started = run('git', [...config, ...args], {
      cwd,
      env: { ...environment, ...env, GIT_TERMINAL_PROMPT: '0' },
      timeout: LONGEST_MS,
      maxBuffer: MOST_OUTPUT,
      encoding: 'buffer',
    });
    // What ends without reading all of its input is judged by its exit code.
    started.child.stdin?.on('error', () => {});
    started.child.stdin?.end(Buffer.from(input ?? '', 'latin1'));
    return (await started).stdout;
  };
  const list = async (args: readonly string[], options?: TreeGitOptions) => {
    const fields = (await output(args, options)).toString('latin1').split('\0');
    return fields.slice(0, -1);
  };
  return {
    text: async (args, options) => (await output(args, options)).toString('utf8'),
    list,
    listIfAny: (args, options) => list(args, options).catch(() => []),
  };
}

/** Paths as input of a command that reads them so. */
export function nulEnded(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join('');
}

/** A path of a list as people write it. */
export function shownPath(path: string): string {
  return Buffer.from(path, 'latin1').toString('utf8');
}
