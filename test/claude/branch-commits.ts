import { git } from '../../simulators/github/git/git.ts';
import type { ScenarioWorld } from './scenario-world.ts';

export interface BranchCommit {
  author: string;
  subject: string;
  /** Paths that it changed, sorted. */
  files: string[];
}

/** The commits of a branch that the default branch lacks, newest first; none where there is no such branch. */
export async function branchCommits(
  world: Pick<ScenarioWorld, 'github'>,
  repository: string,
  branch: string,
): Promise<BranchCommit[]> {
  const found = world.github.repositories.find(({ owner, name }) => `${owner}/${name}` === repository);
  if (found?.gitDir === undefined) throw new Error(`there is no repository ${repository} with code`);
  const { gitDir, defaultBranch } = found;
  const heads = await git(gitDir, ['for-each-ref', '--format=%(refname)', `refs/heads/${branch}`]);
  if (heads.trim() === '') return [];
  const range = `refs/heads/${defaultBranch}..refs/heads/${branch}`;
  const log = await git(gitDir, ['log', '--topo-order', '--name-only', '--format=%x00%an%n%s', range]);
  return log.split('\0').flatMap((entry) => {
    const [author, subject, ...files] = entry.split('\n').filter(Boolean);
    return author === undefined || subject === undefined ? [] : [{ author, subject, files: files.sort() }];
  });
}
