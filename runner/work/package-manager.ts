import { readFile, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import * as z from 'zod';
import type { RepositoryConfig } from '../prompts/repository-settings.ts';

export type PackageManager = NonNullable<RepositoryConfig['packageManager']>;

const PackageFile = z.object({
  packageManager: z.string().optional().catch(undefined),
  scripts: z.record(z.string(), z.unknown()).catch({}),
});

const LOCKFILES: [string, PackageManager][] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

export interface PackageCommand {
  command: string;
  args: string[];
}

/** A folder with a `package.json`, and how it is worked with. */
export interface NodePackage {
  manager: PackageManager;
  /** Names of its scripts. */
  scripts: readonly string[];
  install: PackageCommand;
  script(name: string): PackageCommand;
}

/**
 * Undefined without a `package.json`. What the configuration says wins, then the lockfile, then `packageManager` of
 * `package.json`. `searchPath` is `PATH`: a manager that is not there is got by npm.
 */
export async function nodePackage(
  folder: string,
  configured: PackageManager | undefined,
  searchPath: string,
): Promise<NodePackage | undefined> {
  const file = await packageFile(folder);
  if (file === undefined) return undefined;
  const lockfiles = await present(LOCKFILES, ([name]) => join(folder, name));
  const manager = configured ?? lockfiles[0]?.[1] ?? namedManager(file.packageManager) ?? 'npm';
  const isLocked = lockfiles.some(([, owner]) => owner === manager);
  const isYarnClassic = (await present(['.yarnrc.yml'], (name) => join(folder, name))).length === 0;
  const places = await present(searchPath.split(delimiter), (directory) => join(directory, manager));
  const call = (args: string[]): PackageCommand =>
    places.length > 0 ? { command: manager, args } : { command: 'npx', args: ['--yes', manager, ...args] };
  return {
    manager,
    scripts: Object.keys(file.scripts),
    install: call(installArguments(manager, isLocked, isYarnClassic)),
    script: (name) => call(['run', name]),
  };
}

async function packageFile(folder: string): Promise<z.infer<typeof PackageFile> | undefined> {
  try {
    return PackageFile.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof SyntaxError || error instanceof z.ZodError) return { packageManager: undefined, scripts: {} };
    throw error;
  }
}

function namedManager(name: string | undefined): PackageManager | undefined {
  const [manager] = name?.split('@') ?? [];
  return manager === 'npm' || manager === 'pnpm' || manager === 'yarn' ? manager : undefined;
}

/** By lockfile, exactly; where there is none, without writing one, since it would be part of the change. */
function installArguments(manager: PackageManager, isLocked: boolean, isYarnClassic: boolean): string[] {
  if (manager === 'npm') return isLocked ? ['ci'] : ['install', '--no-package-lock'];
  if (manager === 'pnpm') return ['install', isLocked ? '--frozen-lockfile' : '--no-lockfile'];
  if (!isYarnClassic) return isLocked ? ['install', '--immutable'] : ['install'];
  return ['install', isLocked ? '--frozen-lockfile' : '--no-lockfile'];
}

async function present<T>(candidates: readonly T[], pathOf: (candidate: T) => string): Promise<T[]> {
  const found = await Promise.all(
    candidates.map((candidate) =>
      stat(pathOf(candidate)).then(
        () => [candidate],
        () => [],
      ),
    ),
  );
  return found.flat();
}
