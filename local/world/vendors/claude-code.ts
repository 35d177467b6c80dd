import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { CLAUDE_VERSION } from '../../../shared/contract/claude-version.ts';
import { bundledStandIn } from '../../../simulators/claude-stand-in/bundle.ts';
import { type CachedPackages, cacheFolder, fetchPackages } from '../home/package-cache.ts';

/** A program with the interface of Claude Code. */
export interface ClaudeProgram {
  /** Absolute path, for `AI_IMPLEMENT_CLAUDE`. */
  path: string;
  kind: 'real' | 'stand-in';
}

const PACKAGES: CachedPackages = {
  name: `claude-code-${CLAUDE_VERSION}`,
  title: `Claude Code ${CLAUDE_VERSION} (380 MB, once)`,
  files: { 'package.json': JSON.stringify({ private: true }) },
  npm: ['install', '--no-package-lock', '--ignore-scripts=false', `@anthropic-ai/claude-code@${CLAUDE_VERSION}`],
  isWhole: (folder) => isOurVersion(programIn(folder)),
};

/** The real CLI of our version: the one that `AI_IMPLEMENT_CLAUDE` names, one on `PATH`, or the cached one. */
export function findClaude(variables: NodeJS.ProcessEnv = process.env): ClaudeProgram | undefined {
  const named = variables['AI_IMPLEMENT_CLAUDE'];
  const onPath = (variables['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'claude'));
  const candidates = [...(named ? [named] : []), ...onPath, programIn(cacheFolder(PACKAGES.name, variables))];
  const path = candidates.find((candidate) => isOurVersion(candidate));
  return path === undefined ? undefined : { path: resolve(path), kind: 'real' };
}

/** The real CLI where there is one, else the scripted stand-in. */
export function locateClaude(variables: NodeJS.ProcessEnv = process.env): ClaudeProgram {
  return findClaude(variables) ?? standIn();
}

/** The real CLI: one in reach, else fetched into the cache folder. Throws a sentence when npm cannot. */
export function installClaude(log: (line: string) => void = console.log): ClaudeProgram {
  return findClaude() ?? { path: programIn(fetchPackages(PACKAGES, log)), kind: 'real' };
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
