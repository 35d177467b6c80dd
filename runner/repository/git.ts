import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { LimitTime } from '../github/limit-waits.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import { gitLimitMs, untilNoLimit } from './git-limit.ts';
import { runCommand } from './run-command.ts';

/** Git that runs nothing of the repository: no hook, no configuration but ours, no prompt, no other protocol. */
export interface Git {
  /** Text on stdout, without the last line break; throws `GitFailure` when git fails. */
  text(args: readonly string[], options?: GitOptions): Promise<string>;
  /**
   * Hands stdout on as it comes, and keeps none of it; a try that is repeated begins with a new receiver. Throws `GitFailure` when git
   * fails, and whatever the receiver throws.
   */
  stream(args: readonly string[], receiver: () => (chunk: Buffer) => void, options?: GitOptions): Promise<void>;
  /** For commands whose exit code is an answer. */
  exit(
    args: readonly string[],
    options?: GitOptions,
  ): Promise<{ exitCode: number | null; stdout: string; stderr: string }>;
}

interface GitOptions {
  input?: string | Buffer;
  env?: Record<string, string>;
}

interface GitRun extends GitOptions {
  receiver?: () => (chunk: Buffer) => void;
}

export class GitFailure extends StageFailure {
  readonly stderr: string;
  constructor(args: readonly string[], stderr: string) {
    super(gitLimitMs(stderr) === undefined ? 'git_failed' : 'github_rate_limited', `git ${args[0]}: ${stderr.trim()}`);
    this.name = 'GitFailure';
    this.stderr = stderr;
  }
}

/** A rate limit of GitHub's that ends two minutes before the stage must is waited for. */
export interface GitSettings extends LimitTime {
  /** Working folder of every command; a bare repository, or one with a working tree. */
  folder: string;
  /** Folder that counts as home; nothing is in it. */
  home: string;
  path: string;
  /** Where repositories are, without a trailing slash: the token goes there and nowhere else. */
  serverUrl: string;
  /** A token for GitHub, asked for each command. */
  token: () => Promise<string>;
  /** What differs from the strict configuration. */
  configuration?: Record<string, string>;
}

const LONGEST_MS = 15 * MINUTE_MS;
const CONFIGURATION: Record<string, string> = {
  'core.hooksPath': '/dev/null',
  'core.symlinks': 'false',
  'core.fsmonitor': 'false',
  'core.attributesFile': '/dev/null',
  'core.protectHFS': 'true',
  'core.protectNTFS': 'true',
  'credential.helper': '',
  'commit.gpgSign': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'advice.detachedHead': 'false',
  'protocol.file.allow': 'never',
  'submodule.recurse': 'false',
  // A connection that says nothing for a minute is broken.
  'http.lowSpeedLimit': '1000',
  'http.lowSpeedTime': '60',
};

export function git(settings: GitSettings): Git {
  const runOnce = async (args: readonly string[], { env, input, receiver }: GitRun) =>
    runCommand({
      file: 'git',
      args,
      folder: settings.folder,
      env: { ...environment(settings, await settings.token()), ...env },
      ...(input === undefined ? {} : { input }),
      ...(receiver === undefined ? {} : { onOutput: receiver() }),
      signal: settings.signal,
      timeoutMs: LONGEST_MS,
    });
  const run = (args: readonly string[], options: GitRun = {}) => untilNoLimit(settings, () => runOnce(args, options));
  const done = async (args: readonly string[], options?: GitRun) => {
    const { exitCode, stdout, stderr } = await run(args, options);
    if (exitCode !== 0) throw new GitFailure(args, stderr);
    return stdout;
  };
  return {
    text: async (args, options) => (await done(args, options)).toString('utf8').replace(/\n$/, ''),
    stream: async (args, receiver, options) => void (await done(args, { ...options, receiver })),
    async exit(args, options) {
      const { exitCode, stdout, stderr } = await run(args, options);
      return { exitCode, stdout: stdout.toString('utf8'), stderr };
    },
  };
}

/** The token stands in the environment of this one process: arguments and files can be read by others. */
function environment(settings: GitSettings, token: string): Record<string, string> {
  const { home, path, serverUrl } = settings;
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  const access = { [`http.${serverUrl}/.extraHeader`]: `Authorization: Basic ${basic}` };
  const configuration = { ...CONFIGURATION, ...settings.configuration, ...access };
  const entries = Object.entries(configuration).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: path,
    HOME: home,
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    GIT_ALLOW_PROTOCOL: new URL(serverUrl).protocol.replace(':', ''),
    GIT_LITERAL_PATHSPECS: '1',
    GIT_CONFIG_COUNT: String(Object.keys(configuration).length),
    ...Object.fromEntries(entries),
  };
}
