import type { Progress, ProgressAnswer, StepProgress } from '../../shared/contract/runner.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { isPullRequestOf } from '../../shared/domain/pull-request.ts';
import { isTerminal, type Run } from '../../shared/domain/run.ts';
import type { TokenClaims } from '../../shared/ports/run-tokens.ts';
import { requireRun, requireSession } from './require-session.ts';
import type { RunnerCallbackDeps } from './runner-callback-deps.ts';

export interface ReceivedProgress {
  claims: TokenClaims;
  sessionKey: string | undefined;
  progress: Progress;
}

/** Takes one line of progress. Every line is a sign of life; an opened pull request also tells the ticket. */
export async function receiveProgress(deps: RunnerCallbackDeps, received: ReceivedProgress): Promise<ProgressAnswer> {
  const { claims, progress } = received;
  if (progress.type === 'pull_request_opened') {
    await notePullRequest(deps, await requireSession(deps, claims, received.sessionKey), progress);
    return { status: 'noted' };
  }
  const run = await requireRun(deps, claims);
  if (isTerminal(run.status)) throw new AppError('run_over', 'this run is over');
  if (progress.type === 'step') return noteStep(deps, run.runId, progress);
  await deps.runs.beat(run.runId, deps.clock.now());
  return { status: 'noted' };
}

/** A step too many is left out, but it is a sign of life still; the runner is told, and fails for nothing that is only shown. */
async function noteStep(deps: RunnerCallbackDeps, runId: string, step: StepProgress): Promise<ProgressAnswer> {
  const at = deps.clock.now();
  const outcome = await deps.runs.noteStep(runId, step, at);
  if (outcome === 'over') throw new AppError('run_over', 'this run is over');
  if (outcome === 'noted') return { status: 'noted' };
  await deps.runs.beat(runId, at);
  return { status: 'left_out' };
}

async function notePullRequest(
  deps: RunnerCallbackDeps,
  run: Run,
  { prUrl, headSha }: { prUrl: string; headSha?: string | undefined },
): Promise<void> {
  if (!isPullRequestOf(prUrl, run, deps.githubWebUrl)) {
    throw new AppError('invalid_pr_url', `prUrl must be a pull request of ${run.owner}/${run.repo}`);
  }
  await deps.runs.notePullRequest(run.runId, { prUrl, headSha });
  await deps.lifecycle.send({
    type: 'PullRequestOpened',
    tracker: run.tracker,
    ticketId: run.ticketId,
    runId: run.runId,
  });
}
