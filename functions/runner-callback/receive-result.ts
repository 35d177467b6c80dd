import type { ResultAnswer, RunReport } from '../../shared/contract/runner.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { isPullRequestOf } from '../../shared/domain/pull-request.ts';
import type { Run } from '../../shared/domain/run.ts';
import type { TokenClaims } from '../../shared/ports/run-tokens.ts';
import { requireSession } from './require-session.ts';
import type { RunnerCallbackDeps } from './runner-callback-deps.ts';

export interface ReceivedResult {
  claims: TokenClaims;
  sessionKey: string | undefined;
  report: RunReport;
}

/**
 * Takes the result of a run: stored whole first, then marked on the run, which bars every verdict of ours, then enqueued,
 * then answered, so that what was accepted is durable and counts.
 * The first report wins; an identical repeat is enqueued again, because the first may have been cut off in between.
 */
export async function receiveResult(deps: RunnerCallbackDeps, received: ReceivedResult): Promise<ResultAnswer> {
  const { claims, report } = received;
  if (report.phase !== claims.phase) throw new AppError('phase_mismatch', `this run is for ${claims.phase}`);
  const run = await requireSession(deps, claims, received.sessionKey);
  requirePullRequest(deps, run, report);
  const stored = await deps.runs.putReport(run.runId, { report, receivedAt: deps.clock.now() });
  if (stored === 'conflicting') throw new AppError('conflicting_report', 'another result of this run stands already');
  const mark = await deps.runs.markReported(run.runId, deps.clock.now());
  await deps.lifecycle.send({ type: 'RunReported', tracker: run.tracker, ticketId: run.ticketId, runId: run.runId });
  if (stored === 'identical') return { status: 'repeated' };
  return { status: mark === 'over' ? 'late' : 'accepted' };
}

function requirePullRequest(deps: RunnerCallbackDeps, run: Run, { phase, outcome, prUrl }: RunReport): void {
  if (prUrl !== undefined && !isPullRequestOf(prUrl, run, deps.githubWebUrl)) {
    throw new AppError('invalid_pr_url', `prUrl must be a pull request of ${run.owner}/${run.repo}`);
  }
  if (phase === 'implementation' && outcome === 'success' && prUrl === undefined) {
    throw new AppError('missing_pr_url', 'a successful implementation names its pull request in prUrl');
  }
}
