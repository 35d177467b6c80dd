import { followUpFailedReply } from '../../../shared/domain/follow-ups/follow-up-comments.ts';
import { absorbFollowUp } from '../../../shared/domain/follow-ups/follow-ups.ts';
import {
  newPullRequestRecord,
  type PullRequestId,
  type PullRequestRecord,
} from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { pullRequestOf } from '../../../shared/domain/pull-request.ts';
import { isTerminal, type Run } from '../../../shared/domain/run.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { answerPullRequest } from './answer-pull-request.ts';
import { changeRecord } from './change-record.ts';
import { offerFollowUp } from './offer-follow-up.ts';

/**
 * Brings the pull request of a run in line with it: a run that opened one has it noted, and a follow-up is taken in. What is wanted
 * next is offered as soon as the run is over.
 */
export async function settlePullRequest(deps: AdvanceRunDeps, run: Run): Promise<void> {
  const record = run.phase === 'gap-fill' ? await takeIn(deps, run) : await note(deps, run);
  if (record === undefined) return;
  const { tracker, ticketId, owner, repo, number } = record;
  const pull = { owner, repo, number };
  if (isTerminal(run.status)) await offerFollowUp(deps, { tracker, ticketId, pull });
  await answerPullRequest(deps, { pull });
}

/** The record is there from when the pull request is open, before anybody can have written on it. */
async function note(deps: AdvanceRunDeps, run: Run): Promise<PullRequestRecord | undefined> {
  const number = run.prUrl === undefined ? undefined : pullRequestOf(run.prUrl)?.number;
  if (run.prUrl === undefined || number === undefined) return undefined;
  const { owner, repo, tracker, ticketId, mappingId, branch: head, defaultBranch: base, prUrl: url } = run;
  const standing = await deps.pullRequests.read({ owner, repo, number });
  if (standing !== undefined) return standing;
  const opened = { owner, repo, number, tracker, ticketId, mappingId, head, base, url };
  const written = await deps.pullRequests.write(newPullRequestRecord(opened, deps.clock.now()));
  return written.outcome === 'written' ? written.record : deps.pullRequests.read(opened);
}

async function takeIn(deps: AdvanceRunDeps, run: Run): Promise<PullRequestRecord | undefined> {
  const pull = await pullOf(deps, run);
  const [now, nextRunId] = [deps.clock.now(), deps.ids.ulid()];
  const failureBody = followUpFailedReply({ failure: run.failure, workflowRunUrl: run.workflowRunUrl }, deps.version);
  return pull && changeRecord(deps, pull, (record) => absorbFollowUp(record, { run, now, nextRunId, failureBody }));
}

/** A run that was cut off before it was written does not name its pull request. */
async function pullOf(deps: AdvanceRunDeps, run: Run): Promise<PullRequestId | undefined> {
  const { owner, repo, followUp } = run;
  if (followUp !== undefined) return { owner, repo, number: followUp.pullNumber };
  return (await deps.pullRequests.ofTicket(run)).find(({ next }) => next?.runId === run.runId);
}
