import type { StartRequest } from '../../shared/contract/runner.ts';
import { AppError } from '../../shared/domain/errors.ts';
import type { Run } from '../../shared/domain/run.ts';
import { sharedRunner } from '../../shared/domain/runner-jobs.ts';
import type { WorkflowClaims } from '../../shared/domain/workflow-claims.ts';
import type { EquipRunnerDeps } from './equip-runner-deps.ts';

/**
 * Refuses a job on the machines of the agent's job: what foreign code leaves there could wait for the jobs that hold the run's
 * tokens. Runners of GitHub's own are new for each job, and planning has no agent's job, so neither costs a request. The first
 * start sees those jobs that GitHub lists by then; that of the job after the agent sees the agent's.
 */
export async function requireOwnRunner(
  deps: Pick<EquipRunnerDeps, 'repositories'>,
  run: Run,
  { execution, attested }: { execution: StartRequest; attested: WorkflowClaims },
): Promise<void> {
  if (run.phase === 'planning' || attested.runner_environment === 'github-hosted') return;
  const shared = sharedRunner(await deps.repositories.jobs(run, execution));
  if (shared === undefined) return;
  throw new AppError(
    'runner_shared',
    `this job shares ${shared} with the agent's job, in which code of others runs; set the Actions variable AI_IMPLEMENT_TRUSTED_RUNS_ON of ${run.owner}/${run.repo} to a label of other, ephemeral runners, or delete it for GitHub's, then start the run again`,
  );
}
