import { join } from 'node:path';
import type { RunContext } from '../../shared/contract/runner.ts';
import { type AgentOutcome, HANDOVER_FILES } from '../stages/handover.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import { readWork } from './commit-work.ts';
import type { PublishDeps } from './publish-deps.ts';
import { pullRequestTitle } from './pull-request-body.ts';
import { type Pushed, pushWork } from './push-work.ts';
import type { RepositoryCopy } from './repository-copy.ts';

type BringDeps = Pick<PublishDeps, 'folder' | 'scratch' | 'secrets' | 'tokens' | 'github'>;

/** Judges the work and pushes it; says where the branch stands. */
export async function bringWork(
  deps: BringDeps,
  context: RunContext,
  on: { copy: RepositoryCopy; outcome: AgentOutcome; branch: string; defaultHead: string },
): Promise<Pushed> {
  const { copy, outcome, branch, defaultHead } = on;
  const branchHead = await copy.fetchHead(branch);
  const pushed =
    outcome.outcome === 'unchanged'
      ? { head: branchHead ?? defaultHead, isPushed: false }
      : await pushChanges(deps, context, { ...on, heads: [branchHead, defaultHead] });
  if ((await copy.commitsAhead(pushed.head, defaultHead)) > 0) return pushed;
  throw new StageFailure('nothing_to_commit');
}

async function pushChanges(
  deps: BringDeps,
  context: RunContext,
  on: { copy: RepositoryCopy; outcome: AgentOutcome; branch: string; heads: (string | undefined)[] },
): Promise<Pushed> {
  const { copy, outcome, branch } = on;
  const { baseSha } = outcome;
  const isOurs = await Promise.all(
    on.heads.map(async (head) => head !== undefined && (await copy.isAncestor(baseSha, head))),
  );
  // Else somebody's unreviewed commits could be brought in as the base of the work.
  if (!isOurs.includes(true)) {
    throw new StageFailure('base_commit_gone', `${baseSha} on ${branch}`);
  }
  const { secrets } = deps;
  const patchFile = join(deps.folder, HANDOVER_FILES.patch);
  const work = await readWork(copy, { patchFile, baseSha, scratch: deps.scratch, secrets });
  const author = { login: await deps.github.botLogin(), message: commitMessage(context) };
  return pushWork({ copy, tokens: deps.tokens, secrets }, work, {
    branch,
    isNewAllowed: context.followUp === undefined,
    author,
  });
}

function commitMessage(context: RunContext): string {
  const title =
    context.followUp === undefined ? pullRequestTitle(context) : `${context.ticket.key}: Address review feedback`;
  return `${title}\n\n${context.ticket.url}\n\nAI-Implement-Run: ${context.runId}\n`;
}
