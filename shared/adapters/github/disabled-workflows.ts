import * as z from 'zod';
import { understood } from '../../github/understood.ts';
import type { RepositoryName } from '../../ports/repository-access.ts';
import type { GitHubClient } from './github-client.ts';
import { githubFailure } from './github-error.ts';

const Workflow = z.object({ state: z.string() });

/** Which of these workflow files are there and switched off, each a sentence for people. Throws an error about GitHub's answer. */
export async function disabledWorkflows(
  client: GitHubClient,
  { owner, repo }: RepositoryName,
  files: readonly string[],
): Promise<string[]> {
  const sentences: string[] = [];
  for (const file of files) {
    const state = await stateOf(client, { owner, repo }, file);
    const by = state === 'disabled_inactivity' ? 'GitHub, after 60 days without activity' : 'somebody';
    if (state?.startsWith('disabled_') === true) {
      const where = "enable it in the repository's Actions page";
      sentences.push(`The workflow ${file} of ${owner}/${repo} was disabled by ${by}, so no run can start: ${where}.`);
    }
  }
  return sentences;
}

async function stateOf(
  client: GitHubClient,
  { owner, repo }: RepositoryName,
  workflow_id: string,
): Promise<string | undefined> {
  const route = 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}';
  try {
    return understood(Workflow, (await client.request(route, { owner, repo, workflow_id })).data).state;
  } catch (error) {
    if (githubFailure(error, 0)?.status !== 404) throw error;
    return undefined;
  }
}
