import * as z from 'zod';
import { understood } from '../../shared/github/understood.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import type { GitHubRepository } from './github-client.ts';
import { explaining, refusalOf } from './github-refusal.ts';

const Rules = z.array(z.object({ type: z.string(), ruleset_id: z.int().optional() }));
const Ruleset = z.object({ current_user_can_bypass: z.string().optional() });
const Commit = z.object({ tree: z.object({ sha: z.string().min(1) }) });
const Made = z.object({ verification: z.object({ verified: z.boolean(), reason: z.string() }) });
const MESSAGE = 'Does GitHub sign what AI-Implement commits?\n\nThis commit is on no branch, and changes nothing.\n';

/**
 * Throws where a rule lets signed commits alone onto the branch and GitHub does not sign ours: found here, it costs nothing. GitHub is
 * asked for a commit that no branch has, since nothing else tells. A rule that cannot be seen is met by the push.
 */
export async function requireSignable(github: GitHubRepository, branch: string, baseSha: string): Promise<void> {
  if (!(await isSignatureWanted(github, branch))) return;
  const { request, owner, repo } = github;
  const { verification } = await explaining('try a signed commit', 'Contents: write', async () => {
    const base = await request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
      ...{ owner, repo },
      commit_sha: baseSha,
    });
    const tree = understood(Commit, base.data).tree.sha;
    const commit = { message: MESSAGE, tree, parents: [baseSha] };
    const { data } = await request('POST /repos/{owner}/{repo}/git/commits', { owner, repo, ...commit });
    return understood(Made, data);
  });
  if (!verification.verified) throw new StageFailure('push_not_signed', `${verification.reason}. Nothing was done yet`);
}

/** By a rule that our App may not pass over. */
async function isSignatureWanted({ request, owner, repo }: GitHubRepository, branch: string): Promise<boolean> {
  try {
    const route = 'GET /repos/{owner}/{repo}/rules/branches/{branch}';
    const { data } = await request(route, { owner, repo, branch, per_page: 100 });
    const wanting = understood(Rules, data).filter(({ type }) => type === 'required_signatures');
    const bypassable = await Promise.all(
      wanting.map(async ({ ruleset_id }) => {
        if (ruleset_id === undefined) return false;
        const ruleset = await request('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', { owner, repo, ruleset_id });
        return ['always', 'exempt'].includes(understood(Ruleset, ruleset.data).current_user_can_bypass ?? '');
      }),
    );
    return bypassable.includes(false);
  } catch (error) {
    // Rules that may not be read, or that this GitHub does not know, are found by the push.
    if (refusalOf(error) === undefined) throw error;
    return false;
  }
}
