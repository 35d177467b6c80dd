import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { SettingsError } from './settings.ts';

/** Packages that few commands need: kept in the user's cache instead of in the project, for all of the user's clones together. */
export interface CachedPackages {
  /** Of the folder; another set of packages needs another name. */
  name: string;
  /** What a person is told, with its size: `Claude Code 2.1.0 (380 MB, once)`. */
  title: string;
  /** What stands in the folder before npm runs there: file name → content. */
  files: Record<string, string>;
  /** Of npm: `ci`, or `install` and what to install. */
  npm: readonly string[];
  /** Whether the folder has all of it. */
  isWhole(folder: string): boolean;
}

const INSTALL_MINUTES = 15;

/** `$XDG_CACHE_HOME/ai-implement/NAME`, below `~/.cache` where the variable is not set. */
export function cacheFolder(name: string, variables: NodeJS.ProcessEnv = process.env): string {
  return join(variables['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'ai-implement', name);
}

/**
 * The folder of these packages, which npm fills where it is not whole yet. Two that fill at once do not meet: each fills a folder of its own,
 * and the first to finish is kept. Throws a `SettingsError` when npm cannot.
 */
export function fetchPackages(packages: CachedPackages, log: (line: string) => void = console.error): string {
  const folder = cacheFolder(packages.name);
  if (packages.isWhole(folder)) return folder;
  const filling = `${folder}.${process.pid}`;
  log(`Fetching ${packages.title} into ${folder} …`);
  mkdirSync(filling, { recursive: true });
  for (const [file, content] of Object.entries(packages.files)) writeFileSync(join(filling, file), content);
  const [verb = 'ci', ...rest] = packages.npm;
  const { status } = spawnSync(
    'npm',
    [verb, '--prefix', filling, '--no-audit', '--no-fund', '--loglevel=error', ...rest],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      cwd: filling,
      timeout: INSTALL_MINUTES * 60_000,
    },
  );
  if (status !== 0 || !packages.isWhole(filling)) {
    rmSync(filling, { recursive: true, force: true });
    throw new SettingsError(`${packages.title} cannot be installed: npm ended with ${status ?? 'a time-out'}.`);
  }
  keep(filling, folder, packages);
  return folder;
}

/** A folder cannot be moved onto another that holds files: whoever comes second keeps what the first one made. */
function keep(filling: string, folder: string, { isWhole }: CachedPackages): void {
  if (!isWhole(folder)) rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(filling, folder);
  } catch (error) {
    rmSync(filling, { recursive: true, force: true });
    if (!isWhole(folder)) throw error;
  }
}
