import * as z from 'zod';
import { understood } from '../../shared/github/understood.ts';
import type { GitHubRepository } from '../github/github-client.ts';
import { explaining, refusalOf } from '../github/github-refusal.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import type { RepositoryCopy } from './repository-copy.ts';

const Made = z.object({
  sha: z.string().min(1),
  verification: z.object({ verified: z.boolean(), reason: z.string() }),
});

/** What a commit of ours is made of. */
export interface WantedCommit {
  /** The commit as git made it, whose objects are needed. */
  commit: string;
  parent: string;
  message: string;
}

/**
 * Brings a commit onto a branch where only signed ones go. GitHub signs what an App commits over its API without an author, so git brings
 * the objects under a ref that is no branch, and the commit is made there; requests are as many for one file as for a thousand. Answers
 * the commit; undefined when the branch has moved meanwhile.
 */
export async function pushSigned(
  { copy, github }: { copy: RepositoryCopy; github: GitHubRepository },
  wanted: WantedCommit,
  to: { branch: string; isNew: boolean },
): Promise<string | undefined> {
  const held = `refs/ai-implement/${wanted.commit}`;
  await copy.git.text(['push', '--quiet', 'origin', `${wanted.commit}:${held}`]);
  try {
    const tree = await copy.treeOf(wanted.commit);
    return await explaining('make a signed commit', 'Contents: write', async () => {
      const sha = await signedCommit(github, { message: wanted.message, tree, parents: [wanted.parent] });
      return (await isMoved(github, sha, to)) ? sha : undefined;
    });
  } finally {
    // What stays behind is no branch, and its objects are needed no longer.
    await copy.git.exit(['push', '--quiet', 'origin', `:${held}`]);
  }
}

async function signedCommit(
  { request, owner, repo }: GitHubRepository,
  commit: { message: string; tree: string; parents: string[] },
): Promise<string> {
  const { data } = await request('POST /repos/{owner}/{repo}/git/commits', { owner, repo, ...commit });
  const { sha, verification } = understood(Made, data);
  if (!verification.verified) throw new StageFailure('push_not_signed', verification.reason);
  return sha;
}

/** False when somebody else moved the branch first. */
async function isMoved(
  { request, owner, repo }: GitHubRepository,
  sha: string,
  { branch, isNew }: { branch: string; isNew: boolean },
): Promise<boolean> {
  try {
    if (isNew) await request('POST /repos/{owner}/{repo}/git/refs', { owner, repo, ref: `refs/heads/${branch}`, sha });
    else await request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', { owner, repo, ref: `heads/${branch}`, sha });
    return true;
  } catch (error) {
    const { status, message = '' } = refusalOf(error) ?? { status: undefined };
    if (status === 422 && /fast forward|already exists/i.test(message)) return false;
    throw error;
  }
}
