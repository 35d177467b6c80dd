import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import { openBareRepository } from './bare-repository.ts';

export interface GitRepositoriesSettings {
  clock: { now(): number };
  /** The simulator's address, without a trailing slash. */
  url: string;
  repositories: SimulatedRepository[];
  gitFolder?: string;
}

/** Opens a bare repository for each repository that has a seed, and says on it where git finds it. */
export async function gitRepositories(settings: GitRepositoriesSettings): Promise<{ close(): void }> {
  const { clock, url, repositories, gitFolder } = settings;
  const seeded = repositories.filter(({ seed }) => seed !== undefined);
  const folder = gitFolder ?? (seeded.length > 0 ? mkdtempSync(join(tmpdir(), 'simulated-github-')) : undefined);
  if (folder === undefined) return { close() {} };
  for (const repository of seeded) {
    const { defaultBranch, seed: files = {} } = repository;
    const gitDir = join(folder, `${fullName(repository)}.git`);
    await openBareRepository(gitDir, { defaultBranch, files, at: clock.now() });
    Object.assign(repository, { gitDir, gitUrl: `${url}/${fullName(repository)}.git` });
  }
  return {
    close() {
      if (gitFolder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
