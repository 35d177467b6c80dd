import * as z from 'zod';
import { askGraphql } from '../github/ask-graphql.ts';
import type { GitHubRepository } from '../github/github-client.ts';
import type { FinishedDraft } from './publish-deps.ts';

const Converted = z.object({ actor: z.object({ login: z.string() }).nullish() });
const Pull = z.object({
  repository: z.object({
    pullRequest: z.object({
      id: z.string().min(1),
      isDraft: z.boolean(),
      timelineItems: z.object({ nodes: z.array(Converted) }),
    }),
  }),
});
const READ = `query ($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      id
      isDraft
      timelineItems(last: 1, itemTypes: [CONVERT_TO_DRAFT_EVENT]) {
        nodes { ... on ConvertToDraftEvent { actor { login } } }
      }
    }
  }
}`;
const MAKE_READY = `mutation ($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { clientMutationId }
}`;
const MAKE_DRAFT = `mutation ($id: ID!) {
  convertPullRequestToDraft(input: { pullRequestId: $id }) { clientMutationId }
}`;

/** Makes a draft ready for review, unless somebody else made it one. Throws `github_request_refused` in GitHub's words. */
export async function makeReady(github: GitHubRepository, number: number, act: string): Promise<FinishedDraft> {
  const { id, isDraft, timelineItems } = await read(github, number, act);
  if (!isDraft) return { isReady: true };
  const [converted] = timelineItems.nodes;
  if (converted !== undefined && !(await isOurs(github, converted))) {
    return { isReady: false, why: 'Nothing is left open. It stays a draft, since somebody made it one.' };
  }
  const made = z.object({ markPullRequestReadyForReview: z.unknown() });
  await askGraphql(github, { query: MAKE_READY, variables: { id }, act }, made);
  return { isReady: true };
}

/** Makes a pull request a draft, unless it is one. Throws `github_request_refused` in GitHub's words. */
export async function makeDraft(github: GitHubRepository, number: number, act: string): Promise<void> {
  const { id, isDraft } = await read(github, number, act);
  if (isDraft) return;
  const made = z.object({ convertPullRequestToDraft: z.unknown() });
  await askGraphql(github, { query: MAKE_DRAFT, variables: { id }, act }, made);
}

async function read(github: GitHubRepository, number: number, act: string) {
  const { owner, repo } = github;
  const { repository } = await askGraphql(github, { query: READ, variables: { owner, repo, number }, act }, Pull);
  return repository.pullRequest;
}

/** GraphQL writes a bot's login without `[bot]`. */
async function isOurs(github: GitHubRepository, { actor }: z.infer<typeof Converted>): Promise<boolean> {
  return actor?.login === (await github.botLogin()).replace(/\[bot\]$/, '');
}
