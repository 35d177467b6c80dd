import * as z from 'zod';
import { understood } from '../../shared/github/understood.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import type { GitHubRepository } from './github-client.ts';
import { explaining, refusalOf } from './github-refusal.ts';

const Branch = z.object({ name: z.string().min(1) });

/** What a branch that is not there any more is called now, by GitHub's own word; undefined where it was deleted. */
export async function renamedBranch(github: GitHubRepository, branch: string): Promise<string | undefined> {
  const { owner, repo } = github;
  try {
    const { data } = await github.request('GET /repos/{owner}/{repo}/branches/{branch}', { owner, repo, branch });
    const { name } = understood(Branch, data);
    return name === branch ? undefined : name;
  } catch (error) {
    if (refusalOf(error)?.status === 404) return undefined;
    return explaining(`read the branch ${branch}`, 'Contents: read', () => Promise.reject(error));
  }
}

/** The failure for a branch of the mapping's that is not there, with the name that it has now if it has one. */
export async function branchMissing(github: GitHubRepository, branch: string): Promise<StageFailure> {
  const renamed = await renamedBranch(github, branch);
  const called = renamed === undefined ? '' : `, which is called ${renamed} now`;
  return new StageFailure('branch_missing', `${branch}${called}`);
}
