import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { CLAUDE_VERSION } from '../../../shared/contract/claude-version.ts';
import { bundledStandIn } from '../../../simulators/claude-stand-in/bundle.ts';
import { SettingsError } from '../home/settings.ts';

/** A program with the interface of Claude Code. */
export interface ClaudeProgram {
  /** Absolute path, for `AI_IMPLEMENT_CLAUDE`. */
  path: string;
  kind: 'real' | 'stand-in';
}

const PACKAGE = `@anthropic-ai/claude-code@${CLAUDE_VERSION}`;
const INSTALL_MINUTES = 15;

/** Where this version is kept, outside of the project's dependencies since it is 380 MB. */
function cacheFolder(variables: NodeJS.ProcessEnv = process.env): string {
  const caches = variables['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(caches, 'ai-implement', `claude-code-${CLAUDE_VERSION}`);
}

/** The real CLI of our version: the one that `AI_IMPLEMENT_CLAUDE` names, one on `PATH`, or the cached one. */
export function findClaude(variables: NodeJS.ProcessEnv = process.env): ClaudeProgram | undefined {
  const named = variables['AI_IMPLEMENT_CLAUDE'];
  const onPath = (variables['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'claude'));
  const candidates = [...(named ? [named] : []), ...onPath, programIn(cacheFolder(variables))];
  const path = candidates.find((candidate) => isOurVersion(candidate));
  return path === undefined ? undefined : { path: resolve(path), kind: 'real' };
}

/** The real CLI where there is one, else the scripted stand-in. */
export function locateClaude(variables: NodeJS.ProcessEnv = process.env): ClaudeProgram {
  return findClaude(variables) ?? standIn();
}

/**
 * Installs the real CLI into the cache folder, unless one is in reach. Two that install at once do not meet: each fills a folder
 * of its own, and the first to finish is kept. Throws a sentence when npm cannot.
 */
export function installClaude(log: (line: string) => void = console.log): ClaudeProgram {
  const present = findClaude();
  if (present !== undefined) return present;
  const folder = cacheFolder();
  const filling = `${folder}.${process.pid}`;
  log(`Installing ${PACKAGE} into ${folder} (380 MB, once) …`);
  mkdirSync(filling, { recursive: true });
  writeFileSync(join(filling, 'package.json'), JSON.stringify({ private: true }));
  const options = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts=false', '--loglevel=error'];
  const { status } = spawnSync('npm', ['install', '--prefix', filling, '--save-exact', ...options, PACKAGE], {
    stdio: ['ignore', 'inherit', 'inherit'],
    cwd: filling,
    timeout: INSTALL_MINUTES * 60_000,
  });
  if (status !== 0 || !isOurVersion(programIn(filling))) {
    rmSync(filling, { recursive: true, force: true });
    throw new SettingsError(`${PACKAGE} cannot be installed: npm ended with ${status ?? 'a time-out'}.`);
  }
  keep(filling, folder);
  return { path: programIn(folder), kind: 'real' };
}

/** A folder cannot be moved onto another that holds files: whoever comes second keeps what the first one made. */
function keep(filling: string, folder: string): void {
  if (!isOurVersion(programIn(folder))) rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(filling, folder);
  } catch (error) {
    rmSync(filling, { recursive: true, force: true });
    if (!isOurVersion(programIn(folder))) throw error;
  }
}

const programIn = (folder: string) => join(folder, 'node_modules', '.bin', 'claude');

function isOurVersion(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return false;
  }
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return stdout?.trim() === `${CLAUDE_VERSION} (Claude Code)`;
}

/** A launcher that names this Node, since the one on a runner's `PATH` may be older. */
export function standIn(): ClaudeProgram {
  const folder = resolve(import.meta.dirname, '../../../node_modules/.cache/ai-implement');
  const path = join(folder, 'claude-stand-in');
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    `${path}.${process.pid}`,
    `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(bundledStandIn())} "$@"\n`,
  );
  chmodSync(`${path}.${process.pid}`, 0o755);
  renameSync(`${path}.${process.pid}`, path);
  return { path, kind: 'stand-in' };
}
