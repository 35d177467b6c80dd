import type { RunContext, RunReport } from '../../shared/contract/runner.ts';
import { CONFIG_FILE } from '../../shared/domain/repository-config.ts';
import { presentable } from '../../shared/domain/untrusted-text.ts';
import { addUsage } from '../claude/add-usage.ts';
import { explaining } from '../github/github-refusal.ts';
import { workBranch } from '../github/work-branch.ts';
import type { PartialReport } from '../orchestrator/reported.ts';
import type { Redact } from '../process/redact.ts';
import { redactingDigested } from '../process/secret-digest.ts';
import { type Brought, bringWork } from '../publishing/bring-work.ts';
import { finishDraft } from '../publishing/finish-draft.ts';
import {
  analyse,
  answer,
  awaitReviews,
  bestEffort,
  earlierFindings,
  reported,
} from '../publishing/finish-pull-request.ts';
import { countChanges, fileIn, forkPoint } from '../publishing/head-tree.ts';
import { keepingPatch } from '../publishing/kept-patch.ts';
import { leftOutLines } from '../publishing/left-out-words.ts';
import type { PublishDeps, Published } from '../publishing/publish-deps.ts';
import { type PullRequest, putPullRequest, readPullRequest } from '../publishing/pull-request.ts';
import { pullRequestBody, pullRequestTitle } from '../publishing/pull-request-body.ts';
import { readOutcome } from '../publishing/read-outcome.ts';
import { externalReviewers } from '../publishing/review-settings.ts';
import { notReviewedNote } from '../publishing/shortcomings.ts';
import { type TargetBranch, targetBranch } from '../publishing/target-branch.ts';
import type { AgentOutcome } from './handover.ts';
import { isHarmless } from './left-out.ts';
import { StageFailure } from './stage-failure.ts';

/**
 * Takes what the agent made to GitHub: judged, committed, pushed, as a pull request with its gap analysis. Returns the run's report;
 * throws a `StageFailure` when the run failed. Every step finds what an earlier try left.
 */
export async function publish(given: PublishDeps, context: RunContext, partial: PartialReport): Promise<RunReport> {
  const outcome = readOutcome(given.folder, context.runId, given.agentResult);
  const { sessions } = outcome;
  const redact = redactingDigested(given.redact, sessions);
  const deps = { ...given, redact, secrets: [...given.secrets, ...sessions] };
  partial.usage = outcome.usage;
  const work = async () => {
    if (outcome.outcome === 'failed') throw failureOfAgent(outcome);
    return deliver(deps, context, outcome, partial);
  };
  const published = await keepingPatch(deps, partial, work);
  const external = published.reviewers.length === 0 ? undefined : await awaitReviews(deps, published);
  partial.openFindings = openIn(outcome) + (external?.findings.length ?? 0);
  if (external !== undefined && external.findings.length > 0) partial.reviewerFindings = reported(external.findings);
  // A draft is made ready by no other word than that of the analysis.
  const isIdle = context.followUp !== undefined && outcome.outcome === 'unchanged' && !published.pull.isDraft;
  const verdict = isIdle ? undefined : await analyse(deps, context, { published, external, partial });
  partial.usage = addUsage(outcome.usage, deps.analyst.usage());
  if (context.followUp !== undefined) {
    const draft = await finishDraft(deps, context, published, { ...partial, verdict });
    if (draft?.isReady === true) partial.isDraft = false;
    await answer(deps, context, published, { partial, draft });
  }
  if (outcome.failure !== undefined) throw failureOfAgent(outcome);
  return { ...partial, phase: context.phase, outcome: 'success', comments: [] };
}

/** A check that fails is as open as what the review found. */
function openIn({ openFindings, failedChecks }: AgentOutcome): number {
  return openFindings.length + failedChecks.length;
}

/** What people are to know on the ticket as well. */
function notesOf({ notReviewed, leftOut }: AgentOutcome, target: TargetBranch, redact: Redact): string[] {
  const told = leftOut.filter((one) => !isHarmless(one));
  return [
    ...target.notes,
    ...(notReviewed === undefined ? [] : [notReviewedNote(notReviewed, redact)]),
    ...(told.length === 0 ? [] : [`Left out of the change:\n${leftOutLines(told, redact).join('\n')}`]),
  ].map((note) => presentable(note, { redact, length: 2000 }));
}

function failureOfAgent({ failure }: AgentOutcome): StageFailure {
  return failure === undefined
    ? new StageFailure('agent_gave_no_reason')
    : new StageFailure(failure.code, '', { reason: failure.reason, limit: failure.limit });
}

/** From the patch to an open pull request. */
async function deliver(
  deps: PublishDeps,
  context: RunContext,
  left: AgentOutcome,
  partial: PartialReport,
): Promise<Published> {
  const { github, reporter } = deps;
  const branch = await workBranch(github, context);
  const copy = await reporter.step({ stepId: 'fetch', name: 'Fetch the repository' }, () => deps.openCopy());
  const target = await targetBranch({ copy, github }, context.defaultBranch);
  const defaultHead = target.head;
  const config = await fileIn(copy, defaultHead, CONFIG_FILE);
  const reviewers = left.outcome === 'unchanged' ? [] : externalReviewers(config);
  const earlier = await earlierFindings(deps, context, reviewers);
  const step = { stepId: 'push', name: 'Push the changes' };
  const brought = await reporter.step(
    step,
    () => bringWork(deps, context, { copy, outcome: left, branch, defaultHead }),
    ({ isPushed, head: at }) => (isPushed ? `${branch} is at ${at.slice(0, 8)}` : `${branch} had everything already`),
  );
  const { head } = brought;
  const outcome = { ...left, leftOut: brought.leftOut };
  partial.notes = notesOf(outcome, target, deps.redact);
  if (outcome.outcome === 'changed') partial.headCommit = head;
  const pull = await present(deps, context, { outcome, branch, into: target.name, brought });
  partial.prUrl = pull.url;
  partial.isDraft = pull.isDraft;
  // The report names it again, so it is not lost.
  await bestEffort(deps, deps.orchestrator.pullRequestOpened({ prUrl: pull.url, headSha: head }));
  partial.changes = await countChanges(copy, await forkPoint(copy, head, defaultHead), head);
  return { copy, outcome, defaultHead, head, pull, reviewers, earlier };
}

function present(
  deps: PublishDeps,
  context: RunContext,
  { outcome, branch, into, brought }: { outcome: AgentOutcome; branch: string; into: string; brought: Brought },
): Promise<PullRequest> {
  const { github, redact } = deps;
  const isUnsound = outcome.failure !== undefined || outcome.failedChecks.length > 0 || brought.isMissing;
  const wanted = {
    branch,
    into,
    title: pullRequestTitle(context),
    body: pullRequestBody(context, { ...outcome, allowed: brought.allowed }, redact),
    isDraft: !outcome.isApproved || isUnsound,
  };
  const put = () =>
    context.followUp === undefined
      ? putPullRequest(github, wanted)
      : readPullRequest(github, context.followUp.pullNumber);
  return deps.reporter.step(
    { stepId: 'pull-request', name: 'Open the pull request' },
    () => explaining('open the pull request', 'Pull requests: write', put),
    ({ url, isDraft: asDraft }) => (asDraft ? `${url} (draft)` : url),
  );
}
