import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { isDemo, type Services, SettingsError } from './settings.ts';
import { readJson, writeJson } from './state-file.ts';

/** Where laptop runs keep their state, relative to the project: the demo, and whatever talks to a real service. */
const KEPT_FOLDERS = { demo: '.local', real: '.local-real' } as const;

/** What `npm run sim` and a second start need to know of a run that is up. */
const Instance = z.object({
  pid: z.number(),
  url: z.string(),
  controlUrl: z.string(),
  controlKey: z.string(),
  /** Where its functions reach the vendors, by variable name. */
  vendors: z.record(z.string(), z.string()).optional(),
});
export type Instance = z.infer<typeof Instance>;

const Kept = z.object({
  clockOffsetMs: z.number(),
  /** Whether its mappings are still to be created, since its first start did not come that far. */
  isBeginning: z.boolean().optional(),
  linear: z.unknown().optional(),
  jira: z.unknown().optional(),
  github: z.unknown().optional(),
});
type Kept = z.infer<typeof Kept>;

/** The folder of one laptop run. */
export interface Home {
  folder: string;
  secretsFile: string;
  dataFolder: string;
  /** Of the simulated GitHub's repositories; absolute, since git runs elsewhere. */
  gitFolder: string;
  /** Programs that jobs find on their PATH; absolute. */
  programFolder: string;
  logFile: string;
  /** Says where the jobs of the present run have their folders. */
  jobsFile: string;
  /** State of clock and simulators as the last run left it. */
  readKept(): Kept | undefined;
  writeKept(kept: Kept): void;
  /** Notes that this process runs here. */
  occupy(instance: Omit<Instance, 'pid'>): void;
  /** The run that is up here, if its process lives. */
  occupant(): Instance | undefined;
  leave(): void;
  /** Removes everything that was kept. */
  clear(): void;
}

/** The folder that outlives a run: the demo has its own, so that it lives again once `.env` is removed. */
export function homeOf(services: Services): Home {
  return homeIn(isDemo(services) ? KEPT_FOLDERS.demo : KEPT_FOLDERS.real);
}

/** All of them. */
export function keptHomes(): Home[] {
  return Object.values(KEPT_FOLDERS).map(homeIn);
}

/** A folder of its own under the system's temporary one. */
export function temporaryHome(): Home {
  return homeIn(mkdtempSync(join(tmpdir(), 'ai-implement-')));
}

/** A folder that is named. */
export function homeIn(folder: string): Home {
  const instanceFile = join(folder, 'instance.json');
  const keptFile = join(folder, 'kept.json');
  return {
    folder,
    secretsFile: join(folder, 'secrets.json'),
    dataFolder: join(folder, 'data'),
    gitFolder: resolve(folder, 'git'),
    programFolder: resolve(folder, 'bin'),
    logFile: join(folder, 'laptop.log'),
    jobsFile: join(folder, 'jobs.json'),
    readKept: () => readJson(keptFile, Kept),
    writeKept: (kept) => writeJson(keptFile, kept),
    occupy: (instance) => writeJson(instanceFile, { ...instance, pid: process.pid }),
    occupant() {
      const instance = readInstance(instanceFile);
      return instance !== undefined && isAlive(instance.pid) ? instance : undefined;
    },
    leave: () => rmSync(instanceFile, { force: true }),
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Written anew at each start: one that is damaged tells of no run. */
function readInstance(file: string): Instance | undefined {
  try {
    return readJson(file, Instance);
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
