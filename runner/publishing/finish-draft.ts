import * as z from 'zod';
import type { RunContext } from '../../shared/contract/runner.ts';
import { askGraphql } from '../github/ask-graphql.ts';
import type { GitHubRepository } from '../github/github-client.ts';
import { againIfUnanswered, explaining } from '../github/github-refusal.ts';
import type { PartialReport } from '../orchestrator/reported.ts';
import { answeredFindings } from './answer-findings.ts';
import type { FinishedDraft, PublishDeps, Published } from './publish-deps.ts';

const ACT = 'make the draft ready for review';
/** GitHub's documents name no permission; it refuses those who may write pull requests only. */
const PERMISSION = 'Contents: write, Pull requests: write';

/**
 * Makes a draft of ours ready for review after a follow-up that left nothing open. One that somebody made a draft stays one. Whatever
 * goes wrong here fails no run, and is told. Undefined where there is nothing to do: it is no draft, or something is left open.
 */
export async function finishDraft(
  deps: PublishDeps,
  context: RunContext,
  { outcome, pull }: Pick<Published, 'outcome' | 'pull'>,
  { openFindings = 0 }: Pick<PartialReport, 'openFindings'>,
): Promise<FinishedDraft | undefined> {
  const given = context.followUp?.findings.length ?? 0;
  const isAllAnswered = answeredFindings(context, outcome).length === given;
  const isWhole = outcome.isApproved && outcome.failure === undefined && openFindings === 0 && isAllAnswered;
  if (!pull.isDraft || !isWhole) return undefined;
  const step = { stepId: 'ready', name: 'Make the draft ready' };
  const make = () => explaining(ACT, PERMISSION, () => againIfUnanswered(() => makeReady(deps.github, pull.number)));
  try {
    return await deps.reporter.step(step, make, (made) => (made.isReady ? 'ready for review' : made.why));
  } catch (error) {
    deps.signal.throwIfAborted();
    const words = error instanceof Error ? error.message : String(error);
    return { isReady: false, why: `Nothing is left open, but it is a draft still: ${words}` };
  }
}

const Pull = z.object({
  repository: z.object({
    pullRequest: z.object({
      id: z.string().min(1),
      isDraft: z.boolean(),
      timelineItems: z.object({ nodes: z.array(z.unknown()) }),
    }),
  }),
});
const READ = `query ($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      id
      isDraft
      timelineItems(last: 1, itemTypes: [CONVERT_TO_DRAFT_EVENT]) { nodes { __typename } }
    }
  }
}`;
const MAKE_READY = `mutation ($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { clientMutationId }
}`;

async function makeReady(github: GitHubRepository, number: number): Promise<FinishedDraft> {
  const { owner, repo } = github;
  const { repository } = await askGraphql(github, { query: READ, variables: { owner, repo, number }, act: ACT }, Pull);
  const { id, isDraft, timelineItems } = repository.pullRequest;
  if (!isDraft) return { isReady: true };
  if (timelineItems.nodes.length > 0) {
    return { isReady: false, why: 'Nothing is left open. It stays a draft, since somebody made it one.' };
  }
  const made = z.object({ markPullRequestReadyForReview: z.unknown() });
  await askGraphql(github, { query: MAKE_READY, variables: { id }, act: ACT }, made);
  return { isReady: true };
}
