import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LocalClock } from '../../../simulators/clock.ts';
import type { Launch } from './child-process-server.ts';

export interface RunnerLauncherSettings {
  /** The laptop's own `runner.mjs`, which knows `local`. */
  runnerFile: string;
  githubApiUrl: string;
  githubServerUrl: string;
  /** The Claude Code CLI. */
  claude: string;
  /** Lines `NAME=value`; they go to the runner by stdin only, so that no process has them in its environment. */
  credentials: string;
  clock: Pick<LocalClock, 'offsetMs'>;
  /** Where each execution has a folder of its own. */
  folder: string;
}

/** How long a run may take to end in order; its report is part of that. */
const GRACE_MS = 30_000;
/** Makes `Date` of all its processes the laptop's. */
const PRELOAD = new URL('../../../simulators/actions/shifted-date.mjs', import.meta.url).href;

/** Starts `runner.mjs local` for each execution, in a process group of its own with an environment of its own. */
export function runnerLauncher(settings: RunnerLauncherSettings): Launch {
  return ({ executionId, request }, told) => {
    const home = mkdtempSync(join(settings.folder, 'local-'));
    const child = spawn(process.execPath, [settings.runnerFile, 'local'], {
      cwd: home,
      env: environmentOf(settings, executionId, home),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const kill = (signal: NodeJS.Signals) => endGroup(child.pid, signal);
    let killing: NodeJS.Timeout | undefined;
    const ended = () => {
      clearTimeout(killing);
      kill('SIGKILL');
      rmSync(home, { recursive: true, force: true });
      told.ended();
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', told.printed);
    child.once('spawn', told.started).once('close', ended);
    child.once('error', (error) => {
      told.printed(`${error.message}\n`);
      if (child.pid === undefined) ended();
    });
    // A runner that has ended already reads nothing any more.
    child.stdin.on('error', () => {});
    child.stdin.end(`${JSON.stringify(request)}\n${settings.credentials}`);
    return {
      stop() {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGTERM');
        killing ??= setTimeout(() => kill('SIGKILL'), GRACE_MS);
      },
    };
  };
}

function environmentOf(settings: RunnerLauncherSettings, executionId: string, home: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    GITHUB_RUN_ID: executionId,
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_API_URL: settings.githubApiUrl,
    GITHUB_SERVER_URL: settings.githubServerUrl,
    AI_IMPLEMENT_CLAUDE: settings.claude,
    NODE_OPTIONS: `--import=${PRELOAD}`,
    LAPTOP_CLOCK_OFFSET_MS: String(settings.clock.offsetMs()),
  };
}

/** Whatever the run left behind ends with it. */
function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // The group is empty.
  }
}

/** Where the runner lies in a synthesized folder: in the asset of the functions. */
export function runnerFileIn(outDir: string): string {
  const files = readdirSync(outDir).map((name) => join(outDir, name, 'sync-templates', 'templates', 'runner.mjs'));
  const found = files.find((file) => existsSync(file));
  if (found === undefined) throw new Error(`there is no runner in ${outDir}`);
  return found;
}

/** Where the laptop's own runner lies in a synthesized folder. */
export function laptopRunnerIn(outDir: string): string {
  return resolve(outDir, 'laptop', 'runner.mjs');
}
