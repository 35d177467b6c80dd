import type { GitHubRepository } from '../github/github-client.ts';
import { renamedBranch } from '../github/renamed-branch.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import type { RepositoryCopy } from './repository-copy.ts';

/** The branch that the work is meant for, and the commit that it is on. */
export interface TargetBranch {
  name: string;
  head: string;
  /** What people are to know of it. */
  notes: string[];
}

/**
 * The branch of the mapping. Where somebody renamed it while the run was at work, what it is called now: the work was paid for, and GitHub
 * itself says that it is the same branch. Throws `branch_missing` where it was deleted.
 */
export async function targetBranch(
  { copy, github }: { copy: RepositoryCopy; github: GitHubRepository },
  branch: string,
): Promise<TargetBranch> {
  const head = await copy.fetchHead(branch);
  if (head !== undefined) return { name: branch, head, notes: [] };
  const name = await renamedBranch(github, branch);
  const renamedHead = name === undefined ? undefined : await copy.fetchHead(name);
  if (name === undefined || renamedHead === undefined) throw new StageFailure('branch_missing', branch);
  const note = `The branch \`${branch}\` was renamed to \`${name}\` meanwhile, and the pull request goes there. No run begins until the mapping has the new name.`;
  return { name, head: renamedHead, notes: [note] };
}
