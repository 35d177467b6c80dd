import { AppError, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { followUpFailedReply } from '../../../shared/domain/follow-ups/follow-up-comments.ts';
import { absorbFollowUp } from '../../../shared/domain/follow-ups/follow-ups.ts';
import {
  addressOf,
  newPullRequestRecord,
  type PullRequestId,
  type PullRequestRecord,
} from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { withReads } from '../../../shared/domain/follow-ups/reads.ts';
import { withView } from '../../../shared/domain/follow-ups/seen-pull-request.ts';
import { pullRequestOf } from '../../../shared/domain/pull-request.ts';
import { isLive, isTerminal, type Run } from '../../../shared/domain/run.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { answerPullRequest } from './answer-pull-request.ts';
import { changeRecord } from './change-record.ts';
import { offerFollowUp } from './offer-follow-up.ts';
import { settleFindings } from './settle-findings.ts';
import { wakeUp } from './wake-up.ts';

/**
 * Brings the pull request of a run in line with it: a run that opened one has it noted, and a follow-up is taken in. What is wanted
 * next is offered as soon as the run is over. `isDraft`: as the run reported, if it did.
 */
export async function settlePullRequest(deps: AdvanceRunDeps, run: Run, isDraft: boolean | undefined): Promise<void> {
  const record = run.phase === 'gap-fill' ? await takeIn(deps, run, isDraft) : await note(deps, run, isDraft);
  if (record === undefined) return;
  const { tracker, ticketId, owner, repo, number } = record;
  const pull = { owner, repo, number };
  // Admitted while its pull request was closed or merged: whoever reads that stops it.
  const isToStop = run.phase === 'gap-fill' && isLive(run.status) && record.state !== 'open';
  if (isToStop) await readAgain(deps, record);
  if (isTerminal(run.status)) {
    await wakeAtEnd(deps, record, run);
    await offerFollowUp(deps, { tracker, ticketId, pull });
  }
  await answerPullRequest(deps, { pull });
}

/**
 * The record is there from when the pull request is open, before anybody can have written on it. GitHub is asked for nothing, unless
 * the run did not tell its commit, or nobody attested its repository. That the number is one of the run's branch is seen whenever GitHub
 * is read for it, before anything is done there.
 */
async function note(
  deps: AdvanceRunDeps,
  run: Run,
  isDraft: boolean | undefined,
): Promise<PullRequestRecord | undefined> {
  const number = run.prUrl === undefined ? undefined : pullRequestOf(run.prUrl)?.number;
  if (run.prUrl === undefined || number === undefined) return undefined;
  const standing = await recordOf(deps, run, number);
  const record = standing ?? (await open(deps, run, { number, url: run.prUrl, isDraft }));
  const told = (await changeRecord(deps, record, (of) => withTold(of, run, isDraft))) ?? record;
  return told.repositoryId === undefined || told.headSha === undefined ? look(deps, told) : told;
}

/** Whatever was read from GitHub since is newer than what the run tells. */
function withTold(of: PullRequestRecord, run: Run, isDraft: boolean | undefined): PullRequestRecord {
  const { repositoryId = run.repositoryId, headSha = run.prHeadSha } = of;
  return { ...of, repositoryId, headSha, isDraft: of.isDraft ?? isDraft };
}

/** The run may have been told of another name of its repository since the record was made. */
async function recordOf(deps: AdvanceRunDeps, run: Run, number: number): Promise<PullRequestRecord | undefined> {
  const { owner, repo, renamedFrom } = run;
  for (const name of [{ owner, repo }, ...(renamedFrom === undefined ? [] : [renamedFrom])]) {
    const record = await deps.pullRequests.read({ ...name, number });
    if (record !== undefined && isOf(record, run)) return record;
  }
  return undefined;
}

async function open(
  deps: AdvanceRunDeps,
  run: Run,
  { number, url, isDraft }: { number: number; url: string; isDraft: boolean | undefined },
): Promise<PullRequestRecord> {
  const { owner, repo, tracker, ticketId, mappingId, branch: head, defaultBranch: base } = run;
  const opened = { owner, repo, number, tracker, ticketId, mappingId, head, base, url };
  // A repository that had the same name before may have had a pull request of the same number; `~` is in no name of GitHub's.
  for (const keptAs of [repo, `${repo}~${ticketId}`]) {
    const record = newPullRequestRecord({ ...opened, repo: keptAs }, deps.clock.now());
    const renamedTo = keptAs === repo ? undefined : { owner, repo };
    const written = await deps.pullRequests.write(withTold({ ...record, renamedTo }, run, isDraft));
    if (written.outcome === 'written') return written.record;
    const standing = await deps.pullRequests.read(record);
    if (standing !== undefined && isOf(standing, run)) return standing;
  }
  throw new Error(`the record of pull request ${owner}/${repo}#${number} is not of its ticket`);
}

function isOf(record: PullRequestRecord, run: Run): boolean {
  return record.ticketId === run.ticketId && record.tracker === run.tracker;
}

/** What cannot be seen now is told by the next event of the run, or of the pull request. */
async function look(deps: AdvanceRunDeps, record: PullRequestRecord): Promise<PullRequestRecord | undefined> {
  const address = addressOf(record);
  try {
    const view = await deps.host.read(address);
    if (view === undefined) return record;
    // Merged or closed before it had its record: whoever reads it in its turn tells its ticket.
    if (view.state !== 'open') await readAgain(deps, record);
    const now = deps.clock.now();
    return changeRecord(deps, record, (of) => withReads(withView(of, view, now), 1, now));
  } catch (error) {
    if (error instanceof ServiceUnavailable || error instanceof AppError) return record;
    throw error;
  }
}

async function readAgain(deps: AdvanceRunDeps, record: PullRequestRecord): Promise<void> {
  const { tracker, ticketId, owner, repo, number } = record;
  const pull = { owner, repo, number };
  await deps.timers.set({ kind: 'read-pull-request', dueAt: deps.clock.now(), tracker, ticketId, pull });
}

/** What was said while the run worked waits no quiet minute, and what it answered is to be confirmed. */
async function wakeAtEnd(deps: AdvanceRunDeps, record: PullRequestRecord, run: Run): Promise<void> {
  const { tracker, ticketId, owner, repo, number, state } = record;
  const isLookedAt = record.lookedAt !== undefined && record.lookedAt > (run.endedAt ?? '');
  if (state !== 'open' || isLookedAt) return;
  if (run.phase !== 'gap-fill') await settleFindings(deps, record, run);
  await wakeUp(deps, { tracker, ticketId, pull: { owner, repo, number } }, 0);
}

/** What a follow-up answered is noted while nobody else may work on its pull request: whoever comes next is given what is left. */
export async function settleAnswers(deps: AdvanceRunDeps, run: Run): Promise<void> {
  const pull = await pullOf(deps, run);
  const record = pull && (await deps.pullRequests.read(pull));
  if (record !== undefined && record.endedRunId !== run.runId) await settleFindings(deps, record, run);
}

async function takeIn(
  deps: AdvanceRunDeps,
  run: Run,
  isDraft: boolean | undefined,
): Promise<PullRequestRecord | undefined> {
  const pull = await pullOf(deps, run);
  const [now, nextRunId] = [deps.clock.now(), deps.ids.ulid()];
  const { status, failure, workflowRunUrl } = run;
  const failureBody = followUpFailedReply({ status, failure, workflowRunUrl }, deps.version);
  return (
    pull && changeRecord(deps, pull, (record) => absorbFollowUp(record, { run, isDraft, now, nextRunId, failureBody }))
  );
}

/** A run that was cut off before it was written does not name its pull request. */
async function pullOf(deps: AdvanceRunDeps, run: Run): Promise<PullRequestId | undefined> {
  const named = run.followUp && (await recordOf(deps, run, run.followUp.pullNumber));
  if (named !== undefined) return named;
  const wanted = ({ next, current }: PullRequestRecord) => next?.runId === run.runId || current?.runId === run.runId;
  return (await deps.pullRequests.ofTicket(run)).find(wanted);
}
