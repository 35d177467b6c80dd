import { accessSync, appendFileSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { log } from '../orchestrator/connect-run.ts';
import type { Ending } from '../process/ending.ts';
import { EXIT, type ExitCode } from '../process/exit-codes.ts';
import { runProcess } from '../process/run-process.ts';
import { CLAUDE_INTEGRITY, type ClaudePlatform, claudeLock, claudePackage } from './claude-packages.ts';

const LIMIT_MS = 5 * MINUTE_MS;

export interface Machine {
  platform: string;
  arch: string;
  /** Whether its C library is glibc; of Linux alone. */
  hasGlibc: boolean;
}

export interface ProvideClaude {
  machine: Machine;
  /** An empty folder is made in it. */
  temp: string;
  /** The file of Actions that takes folders for the `PATH` of the steps that follow. */
  pathFile: string;
  /** What npm gets. */
  environment: Record<string, string>;
}

/**
 * Installs the one package of Claude Code that this machine needs, in the version of our release and only if its archive has the hash that it had
 * then. No script of a package runs.
 */
export async function provideClaude(
  { machine, temp, pathFile, environment }: ProvideClaude,
  ending: Pick<Ending, 'signal'>,
): Promise<ExitCode> {
  const platform = platformOf(machine);
  if (platform === undefined) {
    log(
      `There is no Claude Code for ${machine.platform} on ${machine.arch}: put \`claude\` on the PATH of this machine.`,
    );
    return EXIT.failed;
  }
  const folder = join(temp, 'claude-code');
  const { manifest, lock } = claudeLock(platform);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
  const args = ['ci', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'];
  const spec = { command: 'npm', args, cwd: folder, env: environment, signal: ending.signal, timeoutMs: LIMIT_MS };
  const { code, output } = await runProcess(spec);
  const bin = join(folder, 'node_modules', claudePackage(platform));
  if (code !== 0 || !isExecutable(join(bin, 'claude'))) {
    log(`Claude Code could not be installed as our release has it:\n${output}`);
    return EXIT.failed;
  }
  appendFileSync(pathFile, `${bin}\n`);
  return EXIT.done;
}

function platformOf({ platform, arch, hasGlibc }: Machine): ClaudePlatform | undefined {
  const name = `${platform}-${arch}${platform === 'linux' && !hasGlibc ? '-musl' : ''}`;
  return Object.hasOwn(CLAUDE_INTEGRITY, name) ? (name as ClaudePlatform) : undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
