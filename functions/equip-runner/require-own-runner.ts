import type { StartRequest } from '../../shared/contract/runner.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { isLive, isOwnExecution, type Run, type RunFailure } from '../../shared/domain/run.ts';
import { sharedRunner } from '../../shared/domain/runner-jobs.ts';
import type { WorkflowClaims } from '../../shared/domain/workflow-claims.ts';
import type { EquipRunnerDeps } from './equip-runner-deps.ts';

/**
 * Refuses a job on the machines of the agent's job: what foreign code leaves there could wait for the jobs that hold the run's
 * tokens. Runners of GitHub's own are new for each job, and planning has no agent's job, so neither costs a request. The first
 * start sees those jobs that GitHub lists by then; that of the job after the agent sees the agent's. The run ends with its
 * mapping's failure; a run that is over, or another execution's, is left as it is, and told so by the gate.
 */
export async function requireOwnRunner(
  deps: Pick<EquipRunnerDeps, 'repositories' | 'runs' | 'timers' | 'clock'>,
  run: Run,
  { execution, attested }: { execution: StartRequest; attested: WorkflowClaims },
): Promise<void> {
  if (run.phase === 'planning' || attested.runner_environment === 'github-hosted') return;
  if (!isLive(run.status) || !isOwnExecution(run, execution)) return;
  const shared = sharedRunner(await deps.repositories.jobs(run, execution));
  if (shared === undefined) return;
  const { failureBy } = await import('../../shared/domain/failures/failures.ts');
  const failure = failureBy('runner_shared', `${shared}. ${mendingOf(run)}`);
  await endByRefusal(deps, run, failure);
  throw new AppError('runner_shared', failure.reason);
}

function mendingOf({ owner, repo }: Run): string {
  return `Set the Actions variable AI_IMPLEMENT_TRUSTED_RUNS_ON of ${owner}/${repo} to a label of other, ephemeral runners, or delete it for GitHub's, then resume the mapping.`;
}

/** advance-run does the rest. A run that moved on meanwhile is told by what it moved to. */
async function endByRefusal(
  deps: Pick<EquipRunnerDeps, 'runs' | 'timers' | 'clock'>,
  { runId, status, tracker, ticketId }: Run,
  failure: RunFailure,
): Promise<void> {
  const at = deps.clock.now();
  await deps.runs.end(runId, { status: 'failed', at, failure, verdict: { on: status } });
  await deps.timers.set({ kind: 'check-run', dueAt: at, tracker, ticketId, runId });
}
