import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { killProcessesIn } from '../../../simulators/actions/leftovers.ts';
import { readJson, writeJson } from './state-file.ts';

const Noted = z.object({ folder: z.string() });

export interface JobsFolder {
  /** Absolute; outside of this project, whose files no job is to find above its own. */
  folder: string;
  remove(): void;
}

/**
 * A new folder for the jobs of a laptop run, noted in a file of its home. What the jobs of a run that was killed left is ended and removed
 * first: their machines are gone.
 */
export function openJobsFolder(file: string): JobsFolder {
  const left = readJson(file, Noted);
  if (left !== undefined) {
    killProcessesIn(left.folder);
    rmSync(left.folder, { recursive: true, force: true });
  }
  const folder = mkdtempSync(join(tmpdir(), 'ai-implement-jobs-'));
  writeJson(file, { folder });
  return {
    folder,
    remove() {
      rmSync(folder, { recursive: true, force: true });
      rmSync(file, { force: true });
    },
  };
}
