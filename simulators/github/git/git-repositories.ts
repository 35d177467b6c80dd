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

export interface GitRepositories {
  /** Opens a bare repository for one that has a seed, and says on it where git finds it. */
  open(repository: SimulatedRepository): Promise<void>;
  close(): void;
}

/** Bare repositories for all that have a seed. */
export async function gitRepositories(settings: GitRepositoriesSettings): Promise<GitRepositories> {
  const { clock, url, repositories, gitFolder } = settings;
  const folder = gitFolder ?? mkdtempSync(join(tmpdir(), 'simulated-github-'));
  const open = async (repository: SimulatedRepository) => {
    const { defaultBranch, seed: files } = repository;
    if (files === undefined) return;
    const gitDir = join(folder, `${fullName(repository)}.git`);
    await openBareRepository(gitDir, { defaultBranch, files, at: clock.now() });
    Object.assign(repository, { gitDir, gitUrl: `${url}/${fullName(repository)}.git` });
  };
  for (const repository of repositories) await open(repository);
  return {
    open,
    close() {
      if (gitFolder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
