import * as z from 'zod';
import type { RunContext } from '../../shared/contract/runner.ts';
import { understood } from '../../shared/github/understood.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import type { GitHubRepository } from './github-client.ts';
import { explaining, refusalOf } from './github-refusal.ts';

const Repository = z.object({ full_name: z.string() });
const Pull = z.object({
  state: z.string(),
  merged: z.boolean(),
  // A deleted fork leaves no repository behind.
  head: z.object({ ref: z.string(), repo: Repository.nullable() }),
  base: z.object({ repo: Repository }),
});

/** The branch that a run works on: its own, or on a follow-up the head of the pull request. */
export async function workBranch(github: GitHubRepository, context: RunContext): Promise<string> {
  const pullNumber = context.followUp?.pullNumber;
  if (pullNumber === undefined) return context.branch;
  const { owner, repo } = github;
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
  const pull = await explaining(`read pull request #${pullNumber}`, 'Pull requests: read', async () =>
    understood(Pull, (await github.request(route, { owner, repo, pull_number: pullNumber })).data),
  );
  if (pull.merged || pull.state === 'closed') {
    throw new StageFailure('pull_request_over', `#${pullNumber} is ${pull.merged ? 'merged' : 'closed'}`);
  }
  const head = pull.head.repo?.full_name;
  if (head?.toLowerCase() !== pull.base.repo.full_name.toLowerCase()) {
    throw new StageFailure('pull_request_from_fork', `#${pullNumber}`);
  }
  return pull.head.ref;
}

const Ref = z.object({ object: z.object({ sha: z.string().min(1) }) });

/** The commit that a branch is on; undefined when there is no such branch. */
export async function headOf(github: GitHubRepository, branch: string): Promise<string | undefined> {
  const { owner, repo } = github;
  try {
    const { data } = await github.request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
      owner,
      repo,
      ref: `heads/${branch}`,
    });
    return understood(Ref, data).object.sha;
  } catch (error) {
    if (refusalOf(error)?.status === 404) return undefined;
    return explaining(`read the branch ${branch}`, 'Contents: read', () => Promise.reject(error));
  }
}

const FileContent = z.object({ type: z.literal('file'), content: z.string(), encoding: z.literal('base64') });
/** A folder is a list; links and what is bigger than a megabyte come without content. */
const OtherContent = z.union([z.array(z.object({ type: z.string() })), z.object({ type: z.string() })]);

/** The text of a small file on a branch; undefined when there is no such file. */
export async function fileOn(github: GitHubRepository, path: string, branch: string): Promise<string | undefined> {
  const { owner, repo } = github;
  try {
    const route = 'GET /repos/{owner}/{repo}/contents/{path}';
    const { data } = await github.request(route, { owner, repo, path, ref: branch });
    const content = understood(z.union([FileContent, OtherContent]), data);
    if ('content' in content) return Buffer.from(content.content, 'base64').toString('utf8');
  } catch (error) {
    if (refusalOf(error)?.status === 404) return undefined;
    return explaining(`read ${path}`, 'Contents: read', () => Promise.reject(error));
  }
  throw new StageFailure('repository_file_wrong', `${path} on ${branch} is not a small file`);
}
